"""The files of a kit in the making: sent in as a ZIP, written in the page, checked, put in."""
