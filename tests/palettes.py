"""The colours of a desktop with a dark look."""

from PySide6.QtGui import QColor, QPalette


def dark() -> QPalette:
    """As desktops with a dark theme hand it to Qt."""
    roles, palette = QPalette.ColorRole, QPalette(QColor("#2b2b2f"))
    for role, colour in (
        (roles.Window, "#2b2b2f"), (roles.Base, "#1e1e21"), (roles.AlternateBase, "#26262a"),
        (roles.Button, "#3a3a3f"), (roles.Highlight, "#2f6fde"), (roles.ToolTipBase, "#3a3a3f"),
    ):  # fmt: skip
        palette.setColor(role, QColor(colour))
    for role in (
        roles.WindowText, roles.Text, roles.ButtonText, roles.HighlightedText, roles.ToolTipText,
    ):  # fmt: skip
        palette.setColor(role, QColor("#e8e8ea"))
    palette.setColor(roles.PlaceholderText, QColor("#9a9aa2"))
    grey = QPalette.ColorGroup.Disabled
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(grey, role, QColor("#7a7a80"))
    return palette
