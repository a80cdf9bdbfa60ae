// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/threshold/decidepage.h"

#include "ui/base/actions.h"
#include "ui/base/emptystate.h"
#include "ui/base/theme.h"
#include "ui/models/project.h"
#include "ui/threshold/actionbutton.h"
#include "ui/threshold/confusionview.h"
#include "ui/threshold/figuresmodel.h"
#include "ui/threshold/filterhint.h"
#include "ui/threshold/histogramview.h"
#include "ui/threshold/kindswitch.h"
#include "ui/threshold/maskfields.h"
#include "ui/threshold/provenance.h"
#include "ui/threshold/wrappedtext.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollArea>
#include <QStackedLayout>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace flawscope::ui {

namespace {

constexpr int kRightWidth = 336;

} // namespace

DecidePage::DecidePage(ThresholdController &controller, QWidget *parent)
    : QWidget(parent), m_controller(controller), m_stack(new QStackedLayout(this)),
      m_empty(new EmptyState(QStringLiteral("step-train"), tr("Train a model first"),
                             tr("The threshold between good and defect is set on the scores of a trained run. There is none yet."), this))
{
    m_empty->setAction(controller.context().actions["step.train"]);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(makeContent());
    connect(&controller, &ThresholdController::dataChanged, this, &DecidePage::refreshState);
    connect(&controller, &ThresholdController::figuresChanged, this, &DecidePage::refreshTexts);
    connect(&controller.project(), &Project::currentRunChanged, this, &DecidePage::refreshState);
    refreshState();
    setFocusProxy(m_histogram);
}

QWidget *DecidePage::makeContent()
{
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *content = new QWidget(scroll);
    auto *columns = new QHBoxLayout;
    columns->setSpacing(2 * kGridPx);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(2 * kGridPx, kGridPx, 2 * kGridPx, kGridPx);
    layout->setSpacing(kGridPx);
    layout->addLayout(makeHeader());
    columns->addLayout(makeLeft(), 1);
    columns->addLayout(makeRight());
    layout->addLayout(columns, 1);
    scroll->setWidget(content);
    return scroll;
}

QLayout *DecidePage::makeHeader()
{
    Actions &actions = m_controller.context().actions;
    auto *row = new QHBoxLayout;
    row->setSpacing(kGridPx);
    row->addWidget(new KindSwitch(m_controller, this));
    row->addWidget(actionButton(actions["histogram.log"], tr("Logarithmic"), this));
    row->addWidget(actionButton(actions["threshold.unsure"], tr("Unsure band"), this));
    row->addStretch(1);
    m_mask = new MaskFields(m_controller, this);
    row->addWidget(m_mask);
    return row;
}

QLayout *DecidePage::makeLeft()
{
    auto *left = new QVBoxLayout;
    left->setSpacing(kGridPx);
    m_histogram = new HistogramView(m_controller, HistogramView::Detail::Large, this);
    m_filterHint = new FilterHint(m_controller.context(), this);
    m_note = new WrappedText(this);
    m_note->setMuted(true);
    m_imageOrigin = new WrappedText(this);
    m_pixelOrigin = new WrappedText(this);
    left->addWidget(m_histogram, 5);
    left->addWidget(m_filterHint);
    for (WrappedText *text : {m_note, m_imageOrigin, m_pixelOrigin})
        left->addWidget(text);
    left->addWidget(makeCurves(), 4);
    return left;
}

QTabWidget *DecidePage::makeCurves()
{
    auto *tabs = new QTabWidget(this);
    tabs->setDocumentMode(true);
    const std::pair<CurveView::Curve, QString> all[] = {
        {CurveView::Curve::Roc, tr("ROC")}, {CurveView::Curve::PrecisionRecall, tr("Precision-recall")}, {CurveView::Curve::Pro, tr("PRO")}};
    for (const auto &[curve, title] : all) {
        auto *view = new CurveView(m_controller, curve, tabs);
        m_curves[static_cast<int>(curve)] = view;
        tabs->addTab(view, title);
    }
    tabs->setTabToolTip(0, metricToolTip(Metric::Auroc));
    tabs->setTabToolTip(1, metricToolTip(Metric::AveragePrecision));
    tabs->setTabToolTip(2, metricToolTip(Metric::Aupro));
    tabs->setAccessibleName(tr("Curves"));
    return tabs;
}

QLayout *DecidePage::makeRight()
{
    auto *right = new QVBoxLayout;
    right->setSpacing(kGridPx);
    m_matrix = new ConfusionView(m_controller, this);
    m_figures = new FiguresModel(m_controller, this);
    m_table = new QTableView(this);
    m_table->setModel(m_figures);
    m_table->setAccessibleName(tr("Figures at the threshold"));
    m_table->verticalHeader()->hide();
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_table->setFixedWidth(kRightWidth);
    m_matrix->setFixedWidth(kRightWidth);
    fitTable();
    right->addWidget(m_matrix);
    right->addWidget(m_table);
    right->addStretch(1);
    return right;
}

void DecidePage::fitTable()
{
    const int line = fontMetrics().height() + 4;
    m_table->verticalHeader()->setMinimumSectionSize(line);
    m_table->verticalHeader()->setDefaultSectionSize(line);
    const int column = fontMetrics().horizontalAdvance(tr("counting…")) + 2 * kGridPx;
    m_table->horizontalHeader()->resizeSection(FiguresModel::PicturesColumn, column);
    m_table->horizontalHeader()->resizeSection(FiguresModel::PixelsColumn, column);
    m_table->setFixedHeight(line * m_figures->rowCount() + m_table->horizontalHeader()->sizeHint().height() + 2);
}

void DecidePage::refreshState()
{
    m_stack->setCurrentIndex(m_controller.project().scores() ? 1 : 0);
    refreshTexts();
}

void DecidePage::refreshTexts()
{
    const QString why = m_controller.whyNoLabels();
    if (why.isEmpty() != m_note->isHidden())
        m_note->setVisible(!why.isEmpty());
    m_note->setText(why);
    const Decision &decision = m_controller.project().decision();
    const auto tell = [this](WrappedText *label, const QString &what, const std::optional<Threshold> &threshold, ThresholdKind kind) {
        const QString origin = threshold ? provenance(*threshold, kind, m_controller.runName()) : tr("no threshold yet.");
        label->setText(QStringLiteral("<b>%1</b> %2").arg(what.toHtmlEscaped(), origin.toHtmlEscaped()), m_controller.dragging());
    };
    tell(m_imageOrigin, tr("Pictures:"), decision.image, ThresholdKind::Images);
    tell(m_pixelOrigin, tr("Pixels:"), decision.pixel, ThresholdKind::Pixels);
}

void DecidePage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange && m_table != nullptr)
        fitTable();
}

} // namespace flawscope::ui
