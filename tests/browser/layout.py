"""What is wrong with the layout of a page, asked of the browser in one question."""

from playwright.sync_api import Page, expect

from kiosk.core.view import LaneView
from tests.browser.conftest import Kiosk

FINGER_PX = 64

_FAULTS = """([finger, mayScrollDown]) => {
  const page = document.scrollingElement, found = [];
  const shown = (box) => {
    const { width, height } = box.getBoundingClientRect();
    return width && height && getComputedStyle(box).visibility !== "hidden";
  };
  const across = page.scrollWidth - innerWidth, down = page.scrollHeight - innerHeight;
  if (across) found.push(`${across} px too wide`);
  if (down && !mayScrollDown) found.push(`${down} px too high`);
  const targets = "button, a, input:not([type=hidden])";
  for (const target of document.querySelectorAll(targets)) {
    const { width, height } = target.getBoundingClientRect();
    if (shown(target) && Math.min(width, height) < finger)
      found.push(`too small, ${width}×${height}: ${target.outerHTML.slice(0, 120)}`);
  }
  // The form scrolls inside its panel.
  for (const words of ['#panel:not([data-state="registering"])', "#facts"]) {
    const box = document.querySelector(words);
    const cut = box && (box.scrollHeight > box.clientHeight + 1
                        || box.scrollWidth > box.clientWidth + 1);
    if (cut) found.push(`words are cut off in ${words}`);
  }
  for (const must of ["h1", "#next"]) {
    const box = document.querySelector(must);
    const { top, bottom } = box?.getBoundingClientRect() ?? { top: -1 };
    if (!box || !shown(box) || top < 0 || bottom > innerHeight)
      found.push(`${must} is not on the screen`);
  }
  return found;
}"""


def wrong_with(page: Page, *, may_scroll_down: bool) -> list[str]:
    """Everything that is not within reach of eye and finger."""
    found: list[str] = page.evaluate(_FAULTS, [FINGER_PX, may_scroll_down])
    return found


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
