"""What is wrong with the layout of a page, asked of the browser in one question."""

from playwright.sync_api import Page, expect

from kiosk.core.view import LaneView
from tests.browser.conftest import Kiosk

FINGER_PX = 64

_OUT_OF_REACH = """(finger) => {
  const found = [], across = document.scrollingElement.scrollWidth - innerWidth;
  if (across > 0) found.push(`${across} px too wide`);
  const targets = "button, a, input:not([type=hidden]), select, summary";
  for (const target of document.querySelectorAll(targets)) {
    // A tile is tapped by its label.
    const box = target.matches("[type=radio], [type=checkbox]")
      ? target.closest("label") ?? target : target;
    const { width, height } = box.getBoundingClientRect();
    const shown = width && height && getComputedStyle(box).visibility !== "hidden";
    // Half a pixel is the browser's own rounding.
    if (shown && Math.min(width, height) < finger - 0.5)
      found.push(`too small, ${width}×${height}: ${target.outerHTML.slice(0, 120)}`);
  }
  return found;
}"""
_FAULTS = """(mayScrollDown) => {
  const page = document.scrollingElement, found = [];
  const down = page.scrollHeight - innerHeight;
  if (down && !mayScrollDown) found.push(`${down} px too high`);
  // The form scrolls inside its panel.
  for (const words of ['#panel:not([data-state="registering"])', "#facts"]) {
    const box = document.querySelector(words);
    const cut = box && (box.scrollHeight > box.clientHeight + 1
                        || box.scrollWidth > box.clientWidth + 1);
    if (cut) found.push(`words are cut off in ${words}`);
  }
  for (const must of ["h1", "#next"]) {
    const box = document.querySelector(must);
    const { top, bottom, width } = box?.getBoundingClientRect() ?? { top: -1 };
    if (!width || getComputedStyle(box).visibility === "hidden"
        || top < 0 || bottom > innerHeight)
      found.push(`${must} is not on the screen`);
  }
  return found;
}"""


def out_of_reach(page: Page, finger_px: int = FINGER_PX) -> list[str]:
    """What a finger misses, and whether the page is too wide: of any page."""
    found: list[str] = page.evaluate(_OUT_OF_REACH, finger_px)
    return found


def wrong_with(page: Page, *, may_scroll_down: bool) -> list[str]:
    """Everything of a lane's screen that is not within reach of eye and finger."""
    found: list[str] = page.evaluate(_FAULTS, may_scroll_down)
    return out_of_reach(page) + found


def drawn(page: Page, kiosk: Kiosk, view: LaneView) -> None:
    """Show ``view`` and wait until it is drawn; taps may not count yet."""
    kiosk.desk.show(view)
    revision = kiosk.desk.view().revision
    expect(page.locator(f'#panel[data-revision="{revision}"]')).to_be_visible()


def overflow(page: Page) -> tuple[int, int]:
    """How far the page reaches beyond the screen, px, to the right and down."""
    across, down = page.evaluate(
        """() => {
          const page = document.scrollingElement;
          return [page.scrollWidth - innerWidth, page.scrollHeight - innerHeight];
        }"""
    )
    return across, down
