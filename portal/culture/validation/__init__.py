"""The path of a questionnaire from pilot to validated: its steps, each with what was found."""
