"""What the checks of a lesson kit are about, in the words of who writes one."""

from typing import Final

from flask_babel import lazy_gettext as _l

CHECKS: Final = {
    "K01": _l("The folder and the name of the lesson kit differ"),
    "K02": _l("Another lesson kit has this MOI number"),
    "K03": _l("The version number does not fit the changelog"),
    "K04": _l("This version number was put in before with another text"),
    "K05": _l("A text is missing in one of the languages"),
    "K06": _l("The minutes of the assignments do not add up"),
    "K07": _l("This part of the model is not known"),
    "K08": _l("The licence is not known, or does not fit"),
    "K09": _l("This key is not known"),
    "K10": _l("This value does not fit"),
    "K11": _l("The file is missing or cannot be read"),
    "M01": _l("The headings do not follow each other"),
    "M02": _l("Something in the text is not allowed"),
    "M03": _l("A picture is missing or not described"),
    "M04": _l("A table has no heads"),
    "M05": _l("This kind of note is not known"),
    "M06": _l("A link leads nowhere or says too little"),
    "S01": _l("A sentence is too long"),
    "D01": _l("A slide holds too much"),
    "G01": _l("There is a better word for this"),
    "W01": _l("This word is not spelled like this"),
    "W02": _l("This word is not spelled like this"),
    "V01": _l("A drawing holds something that is not safe"),
    "V02": _l("Words in a drawing may be cut off"),
    "V03": _l("A photo is too large, too small or says where it was taken"),
    "T01": _l("A part of the teaching note is missing"),
    "L01": _l("The translation is older than the source text"),
    "L02": _l("The headings differ between the languages"),
    "P01": _l("This looks like the data of a person"),
}
