"""How tests go from one page to the next in a browser."""


def follow(link, *, touch=False):
    """Press a link or a button and go on once the page it leads to has been loaded and its scripts have run.

    A click by itself is over when the next page begins: the keys and presses that follow could come before the scripts
    that they need, and a check of the page could look at half of it.
    """
    with link.page.expect_navigation(wait_until="load"):
        link.tap() if touch else link.click()
