// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/filterbar.h"

#include "ui/base/actions.h"
#include "ui/base/format.h"
#include "ui/base/icons.h"
#include "ui/base/theme.h"
#include "ui/dataset/filterchip.h"
#include "ui/dataset/filteroptions.h"
#include "ui/dataset/scorerange.h"
#include "ui/models/imagefilter.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWidgetAction>

namespace flawscope::ui {

namespace {

QToolButton *buttonFor(QAction *action, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setIconSize(QSize(18, 18));
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(QString(action->text()).remove(QLatin1Char('&')));
    return button;
}

} // namespace

FilterBar::FilterBar(const ViewContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_text(new QLineEdit(this)), m_range(new ScoreRange), m_only(new QToolButton(this)), m_count(new QLabel(this)),
      m_clear(buttonFor(context.actions["data.clear-filter"], this)), m_sort(new QComboBox(this)), m_order(new QToolButton(this)),
      m_size(new QSlider(Qt::Horizontal, this))
{
    m_text->setObjectName(QStringLiteral("filterText"));
    m_text->setPlaceholderText(tr("Name, class or comment"));
    m_text->setClearButtonEnabled(true);
    m_text->setAccessibleName(tr("Search pictures by name, class or comment"));
    m_text->setToolTip(context.actions["edit.find"]->toolTip());
    m_text->addAction(themedIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_text->setMinimumWidth(140);
    m_text->setMaximumWidth(260);
    m_text->installEventFilter(this);
    makeChips();
    makeViewControls();
    auto *chips = new QHBoxLayout;
    chips->setSpacing(6);
    chips->addWidget(m_text, 1);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_split, m_label, m_class, m_call, m_verdict, m_score, m_more})
        chips->addWidget(widget);
    chips->addStretch(1);
    auto *view = new QHBoxLayout;
    view->setSpacing(6);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_count, m_only, m_clear})
        view->addWidget(widget);
    view->addStretch(1);
    auto *sortLabel = new QLabel(tr("Sort by"), this);
    sortLabel->setProperty("role", "muted");
    sortLabel->setBuddy(m_sort);
    for (QWidget *widget : std::initializer_list<QWidget *>{sortLabel, m_sort, m_order})
        view->addWidget(widget);
    view->addSpacing(kGridPx);
    view->addWidget(buttonFor(context.actions["data.grid"], this));
    view->addWidget(buttonFor(context.actions["data.table"], this));
    view->addWidget(m_size);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * kGridPx, kGridPx, 2 * kGridPx, kGridPx);
    layout->setSpacing(kGridPx);
    layout->addLayout(chips);
    layout->addLayout(view);
    connectAll();
    showState();
    showSort();
}

void FilterBar::makeChips()
{
    const auto chip = [this](const char *name, const QString &title, FilterChip::Options options) {
        auto *made = new FilterChip(title, std::move(options), this);
        made->setObjectName(QLatin1String(name));
        return made;
    };
    const Project &project = m_context.project;
    m_split = chip("splitChip", tr("Split"), [&project] { return splitOptions(project); });
    m_label = chip("labelChip", tr("Label"), [&project] { return labelOptions(project); });
    m_class = chip("classChip", tr("Class"), [&project] { return classOptions(project); });
    m_call = chip("callChip", tr("Called"), [&project] { return callOptions(project); });
    m_verdict = chip("verdictChip", tr("Operator"), [&project] { return verdictOptions(project); });
    m_more = chip("moreChip", tr("More"), [&project] { return moreOptions(project); });
    auto *menu = new QMenu(this);
    auto *range = new QWidgetAction(menu);
    range->setDefaultWidget(m_range);
    menu->addAction(range);
    connect(menu, &QMenu::aboutToShow, m_range, qOverload<>(&QWidget::setFocus));
    m_score = new FilterChip(tr("Score"), menu, this);
    m_score->setObjectName(QStringLiteral("scoreChip"));
    m_only->setObjectName(QStringLiteral("onlyChip"));
    m_only->setIcon(themedIcon(QStringLiteral("findings")));
    m_only->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_only->setToolTip(tr("Only the pictures of a finding, a bar or a cell are shown. Click to show the others too."));
    m_only->setAccessibleName(tr("Show the other pictures too"));
}

void FilterBar::makeViewControls()
{
    m_count->setObjectName(QStringLiteral("countLabel"));
    m_sort->setObjectName(QStringLiteral("sortBox"));
    m_sort->setAccessibleName(tr("Sort by"));
    m_sort->setToolTip(tr("Order of grid, table, film strip and stepping"));
    m_sort->addItem(tr("Import order"), -1);
    for (int column = 0; column < ImageTableModel::ColumnCount; ++column)
        m_sort->addItem(m_context.filter.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(), column);
    m_order->setObjectName(QStringLiteral("sortOrder"));
    m_order->setAutoRaise(true);
    m_order->setFocusPolicy(Qt::TabFocus);
    m_size->setObjectName(QStringLiteral("thumbnailSize"));
    m_size->setRange(72, 256);
    m_size->setSingleStep(8);
    m_size->setPageStep(32);
    m_size->setFixedWidth(104);
    m_size->setToolTip(tr("Size of the thumbnails"));
    m_size->setAccessibleName(tr("Size of the thumbnails"));
}

void FilterBar::connectAll()
{
    connect(m_text, &QLineEdit::textChanged, this, [this](const QString &text) { change([&](FilterState &state) { state.text = text; }); });
    chooseInts(m_split, &FilterState::splits);
    chooseInts(m_label, &FilterState::labels);
    chooseInts(m_call, &FilterState::calls);
    chooseInts(m_verdict, &FilterState::verdicts);
    connect(m_class, &FilterChip::chosenChanged, this, [this](const QVariantList &chosen) {
        change([&](FilterState &state) { state.classes = QVariant(chosen).toStringList(); });
    });
    connect(m_more, &FilterChip::chosenChanged, this, [this](const QVariantList &chosen) {
        change([&](FilterState &state) {
            state.errorsOnly = chosen.contains(kErrorsOption);
            state.missingOnly = chosen.contains(kMissingOption);
        });
    });
    connect(m_range, &ScoreRange::edited, this, [this](const std::optional<double> &from, const std::optional<double> &to) {
        change([&](FilterState &state) { state.scoreFrom = from, state.scoreTo = to; });
    });
    connect(m_only, &QToolButton::clicked, this, [this] { change([](FilterState &state) { state.only.clear(); }); });
    connect(m_sort, &QComboBox::activated, this, [this] { m_context.filter.sort(m_sort->currentData().toInt(), m_context.filter.sortOrder()); });
    connect(m_order, &QToolButton::clicked, this, [this] {
        const bool ascending = m_context.filter.sortOrder() == Qt::AscendingOrder;
        m_context.filter.sort(m_context.filter.sortColumn(), ascending ? Qt::DescendingOrder : Qt::AscendingOrder);
    });
    connect(&m_context.filter, &ImageFilter::stateChanged, this, &FilterBar::showState);
    connect(&m_context.filter, &ImageFilter::sortChanged, this, &FilterBar::showSort);
    connect(&m_context.filter, &QAbstractItemModel::modelReset, this, &FilterBar::showCounts);
    connect(&m_context.project, &Project::selectionChanged, this, &FilterBar::showCounts);
}

void FilterBar::change(const std::function<void(FilterState &)> &edit)
{
    FilterState state = m_context.filter.state();
    edit(state);
    m_context.filter.setState(state);
}

void FilterBar::chooseInts(FilterChip *chip, QList<int> FilterState::*member)
{
    connect(chip, &FilterChip::chosenChanged, this, [this, member](const QVariantList &chosen) {
        change([&](FilterState &state) {
            (state.*member).clear();
            for (const QVariant &value : chosen)
                (state.*member) << value.toInt();
        });
    });
}

void FilterBar::showState()
{
    const FilterState &state = m_context.filter.state();
    if (m_text->text() != state.text)
        m_text->setText(state.text);
    const auto ints = [](FilterChip *chip, const QList<int> &values, const auto &wordOf) {
        QVariantList chosen;
        QStringList words;
        for (const int value : values) {
            chosen << value;
            words << wordOf(value);
        }
        chip->setChosen(chosen, words.join(QStringLiteral(", ")));
    };
    ints(m_split, state.splits, [](int v) { return ImageTableModel::splitText(static_cast<Split>(v)); });
    ints(m_label, state.labels, [](int v) { return ImageTableModel::labelText(static_cast<Label>(v)); });
    ints(m_call, state.calls, [](int v) { return callOptionText(static_cast<Call>(v)); });
    ints(m_verdict, state.verdicts, [](int v) { return verdictOptionText(static_cast<OperatorVerdict>(v)); });
    m_class->setChosen(QVariant(state.classes).toList(), state.classes.join(QStringLiteral(", ")));
    QVariantList more;
    QStringList moreWords;
    if (state.errorsOnly)
        more << kErrorsOption, moreWords << tr("called wrong");
    if (state.missingOnly)
        more << kMissingOption, moreWords << tr("missing");
    m_more->setChosen(more, moreWords.join(QStringLiteral(", ")));
    m_range->setRange(state.scoreFrom, state.scoreTo);
    m_score->setChosen({}, rangeText(state.scoreFrom, state.scoreTo));
    m_only->setVisible(!state.only.isEmpty());
    m_only->setText(tr("only %n chosen picture(s)  ×", nullptr, static_cast<int>(state.only.size())));
    m_context.actions["data.clear-filter"]->setEnabled(state != FilterState{});
    showCounts();
}

void FilterBar::showCounts()
{
    const auto shown = static_cast<qint64>(m_context.filter.rowCount());
    const auto all = static_cast<qint64>(m_context.project.images().size());
    QString text = shown == all ? tr("%1 pictures").arg(countText(all)) : tr("%1 of %2 pictures").arg(countText(shown), countText(all));
    if (const auto selected = m_context.project.selection().size(); selected > 1)
        text += QStringLiteral(" · ") + tr("%1 selected").arg(countText(selected));
    m_count->setText(text);
}

void FilterBar::showSort()
{
    const QSignalBlocker blocker(m_sort);
    const bool ascending = m_context.filter.sortOrder() == Qt::AscendingOrder;
    m_sort->setCurrentIndex(m_sort->findData(m_context.filter.sortColumn()));
    m_order->setIcon(themedIcon(ascending ? QStringLiteral("chevron-up") : QStringLiteral("chevron-down")));
    m_order->setToolTip(ascending ? tr("Lowest first. Click for highest first") : tr("Highest first. Click for lowest first"));
    m_order->setAccessibleName(ascending ? tr("Ascending order") : tr("Descending order"));
}

void FilterBar::focusText()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

bool FilterBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Escape && !m_text->text().isEmpty()) {
            m_text->clear();
            return true;
        }
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Escape) {
            Q_EMIT leaveText();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace flawscope::ui
