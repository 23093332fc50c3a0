"""Somebody at a keyboard: Tab, arrows, Space, Enter and letters; there is no mouse here."""

from typing import Final

from playwright.sync_api import Locator, Page

FARTHEST: Final = 1500
HAS_FOCUS: Final = "element => element === document.activeElement"
IS_RING_SEEN: Final = """element => {
  const shown = element.matches('input[type=radio], input[type=checkbox]')
    ? [element, element.closest('label')].filter(Boolean) : [element];
  return shown.some(one => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
      || style.boxShadow !== 'none';
  });
}"""


class Keyboard:
    """The hands of one reader on one page."""

    def __init__(self, page: Page, base_url: str) -> None:
        """Take the page; addresses are typed after ``base_url``."""
        self.page = page
        self.base_url = base_url

    def visit(self, path: str) -> None:
        """Type an address, as from a mail or a sheet of paper."""
        self.page.goto(path if "://" in path else f"{self.base_url}{path}")

    def heading(self) -> str:
        """Return the words of the page's one heading."""
        return self.page.locator("h1").inner_text()

    def text(self) -> str:
        """Return the words of the page."""
        return self.page.locator("main").inner_text()

    def link(self, name: str) -> None:
        """Go to the link whose words hold ``name`` and follow it."""
        self.reach(self.page.get_by_role("link", name=name).first)
        self.enter()

    def button(self, name: str) -> None:
        """Go to the button whose words hold ``name`` and press it."""
        self.reach(self.page.get_by_role("button", name=name).first)
        self.enter()

    def enter(self) -> None:
        """Press Enter and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, label: str, words: str) -> None:
        """Go to a field and write these words in the place of what stands there."""
        self.reach(self.page.get_by_label(label).first)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(words)

    def choose(self, option: Locator) -> None:
        """Go to a group of choices and move to this one with the arrows."""
        group = option.get_attribute("name")
        self.reach(self.page.locator(f"input[name='{group}']:focus"), among=group)
        for _ in range(FARTHEST):
            if option.evaluate(HAS_FOCUS):
                break
            self.page.keyboard.press("ArrowDown")
        if not option.is_checked():
            self.page.keyboard.press("Space")
        assert option.is_checked(), f"The keyboard does not reach {option}"

    def reach(self, target: Locator, *, among: str | None = None) -> None:
        """Press Tab until the target, or a choice ``among`` a group, has the focus and shows it."""
        for _ in range(FARTHEST):
            self.page.keyboard.press("Tab")
            if (target.count() > 0) if among else target.evaluate(HAS_FOCUS):
                assert target.evaluate(IS_RING_SEEN), f"Nothing shows the focus on {target}"
                return
        raise AssertionError(f"Tab does not reach {target} on {self.page.url}")
