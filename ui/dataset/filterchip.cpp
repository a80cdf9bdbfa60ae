// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/filterchip.h"

#include "ui/base/format.h"
#include "ui/base/theme.h"

#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QStyleOptionToolButton>

namespace flawscope::ui {

namespace {

/// A menu that stays open while its boxes are ticked.
class TickMenu final : public QMenu {
public:
    using QMenu::QMenu;

protected:
    void mouseReleaseEvent(QMouseEvent *event) override
    {
        if (!tick())
            QMenu::mouseReleaseEvent(event);
    }
    void keyPressEvent(QKeyEvent *event) override
    {
        if ((event->key() != Qt::Key_Space && event->key() != Qt::Key_Return && event->key() != Qt::Key_Enter) || !tick())
            QMenu::keyPressEvent(event);
    }

private:
    bool tick()
    {
        QAction *action = activeAction();
        if (action == nullptr || !action->isCheckable() || !action->isEnabled())
            return false;
        action->trigger();
        return true;
    }
};

constexpr int kPadPx = 10;
constexpr int kArrowPx = 8;
constexpr int kMaxWidthPx = 200;

} // namespace

FilterChip::FilterChip(const QString &title, Options options, QWidget *parent) : QToolButton(parent), m_options(std::move(options)), m_menu(new TickMenu(this))
{
    prepare(title);
    connect(m_menu, &QMenu::aboutToShow, this, &FilterChip::fillMenu);
}

FilterChip::FilterChip(const QString &title, QMenu *menu, QWidget *parent) : QToolButton(parent), m_menu(menu) { prepare(title); }

void FilterChip::prepare(const QString &title)
{
    m_title = title;
    setMenu(m_menu);
    setPopupMode(InstantPopup);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setChosen({}, {});
}

QString FilterChip::caption() const { return m_words.isEmpty() ? m_title : QStringLiteral("%1: %2").arg(m_title, m_words); }

void FilterChip::setChosen(const QVariantList &chosen, const QString &words)
{
    m_chosen = chosen;
    m_words = words;
    setText(caption());
    setToolTip(words.isEmpty() ? tr("Filter by: %1").arg(m_title) : caption());
    setAccessibleName(tr("Filter by %1").arg(m_title));
    setAccessibleDescription(words.isEmpty() ? tr("shows all") : words);
    updateGeometry();
    update();
}

void FilterChip::fillMenu()
{
    m_menu->clear();
    const QList<Option> options = m_options();
    for (const Option &option : options) {
        QAction *action = m_menu->addAction(QStringLiteral("%1\t%2").arg(QString(option.text).replace(QLatin1Char('&'), QStringLiteral("&&")), countText(option.count)));
        action->setCheckable(true);
        action->setChecked(m_chosen.contains(option.value));
        connect(action, &QAction::toggled, this, [this, value = option.value](bool on) {
            QVariantList chosen = m_chosen;
            chosen.removeAll(value);
            if (on)
                chosen << value;
            Q_EMIT chosenChanged(chosen);
        });
    }
    if (options.isEmpty())
        m_menu->addAction(tr("There is nothing to choose yet"))->setEnabled(false);
}

QSize FilterChip::sizeHint() const
{
    const QFontMetrics metrics = fontMetrics();
    return {qMin(kMaxWidthPx, metrics.horizontalAdvance(caption()) + 2 * kPadPx + kArrowPx + 8), metrics.height() + 12};
}

void FilterChip::paintEvent(QPaintEvent *)
{
    const Colors colors = colorsFor(palette());
    const bool active = !m_words.isEmpty();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QColor fill = active ? colors.accent : colors.raised;
    if (active)
        fill.setAlphaF(0.16F);
    painter.setPen(QPen(active || hasFocus() || underMouse() ? colors.accent : colors.border, hasFocus() ? 2 : 1));
    painter.setBrush(fill);
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2);
    const QRect room = rect().adjusted(kPadPx, 0, -kPadPx - kArrowPx - 4, 0);
    painter.setPen(isEnabled() ? colors.text : colors.textMuted);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter, fontMetrics().elidedText(caption(), Qt::ElideRight, room.width()));
    const QPointF tip(rect().right() - kPadPx - kArrowPx / 2.0, rect().center().y() + 2.5);
    painter.setPen(QPen(colors.textMuted, 1.5));
    painter.drawPolyline(QPolygonF({tip + QPointF(-3.5, -3.5), tip, tip + QPointF(3.5, -3.5)}));
}

} // namespace flawscope::ui
