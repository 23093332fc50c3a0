"""How well a questionnaire measures: reliability, agreement and distribution, for research."""
