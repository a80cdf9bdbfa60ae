// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/picturefacts.h"

#include "ui/base/format.h"
#include "ui/base/theme.h"
#include "ui/models/imagetablemodel.h"
#include "ui/models/project.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace flawscope::ui {

PictureFacts::PictureFacts(const ViewContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_name(new QLabel(this)), m_path(new QLabel(this)), m_size(new QLabel(this)), m_label(new QLabel(this)), m_score(new QLabel(this)),
      m_called(new QLabel(this)), m_margin(new QLabel(this))
{
    m_called->setTextFormat(Qt::RichText);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    QFont bold = m_name->font();
    bold.setBold(true);
    m_name->setFont(bold);
    for (QLabel *label : {m_path, m_size, m_margin})
        label->setProperty("role", "muted");
    for (QLabel *label : {m_name, m_path}) {
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_margin->setWordWrap(true);
    m_score->setProperty("role", "heading");
    auto *score = new QHBoxLayout;
    score->setSpacing(kGridPx);
    score->addWidget(m_score);
    score->addWidget(m_called);
    score->addStretch(1);
    layout->addWidget(m_name);
    layout->addWidget(m_path);
    layout->addWidget(m_size);
    layout->addWidget(m_label);
    layout->addSpacing(4);
    layout->addLayout(score);
    layout->addWidget(m_margin);
    m_name->setAccessibleName(tr("Name"));
    m_path->setAccessibleName(tr("File"));
    m_score->setAccessibleName(tr("Score"));
    m_called->setAccessibleName(tr("Called"));
    Project &project = context.project;
    connect(&project, &Project::currentImageChanged, this, &PictureFacts::refresh);
    connect(&project, &Project::imagesChanged, this, &PictureFacts::refresh);
    connect(&project, &Project::imagesReset, this, &PictureFacts::refresh);
    connect(&project, &Project::scoresChanged, this, &PictureFacts::refresh);
    connect(&project, &Project::decisionChanged, this, &PictureFacts::refreshScore);
    refresh();
}

void PictureFacts::refresh()
{
    const Project &project = m_context.project;
    const ImageRecord *record = project.image(project.currentImage());
    m_fullName = record == nullptr ? QString() : toQString(record->sample.name);
    m_fullPath = record == nullptr ? QString() : toQString(record->sample.image);
    m_name->setToolTip(m_fullName);
    m_path->setToolTip(m_fullPath);
    if (record != nullptr) {
        const Sample &sample = record->sample;
        const QString size = sample.width > 0 ? tr("%1 × %2 px").arg(sample.width).arg(sample.height) : tr("size not known");
        m_size->setText(record->missing ? tr("%1 · the file is missing").arg(size) : sample.frame >= 0 ? tr("%1 · frame %2").arg(size).arg(sample.frame) : size);
        QString label = ImageTableModel::labelText(sample.label);
        if (sample.label == Label::Defect && !sample.defectClass.empty())
            label = tr("%1 (%2)").arg(label, toQString(sample.defectClass));
        m_label->setText(tr("%1 · %2", "split · label").arg(ImageTableModel::splitText(sample.split), label));
    } else {
        m_size->clear();
        m_label->clear();
    }
    elide();
    refreshScore();
}

void PictureFacts::refreshScore()
{
    const Project &project = m_context.project;
    const int row = project.rowOf(project.currentImage());
    const auto score = project.score(row);
    const auto &threshold = project.decision().image;
    m_score->setText(score ? scoreText(*score) : QString());
    m_score->setVisible(score.has_value());
    m_score->setToolTip(score ? tr("Score: %1, the largest in the picture where scoring looks").arg(static_cast<double>(*score), 0, 'g', 9) : QString());
    const RunRecord *run = project.run(project.currentRun());
    if (!score)
        m_margin->setText(project.currentImage() == 0 ? QString() : tr("No score yet"));
    else if (!threshold)
        m_margin->setText(tr("No threshold yet"));
    else
        m_margin->setText(tr("Threshold %1 · margin %2%3\nRun %4")
                              .arg(scoreText(threshold->value), *score >= threshold->value ? QStringLiteral("+") : QStringLiteral("−"), scoreText(std::abs(*score - threshold->value)),
                                   run == nullptr ? QString() : toQString(run->name)));
    const Call call = row < 0 ? Call::None : project.call(row);
    const Colors colors = colorsFor(palette());
    m_called->setVisible(call != Call::None);
    if (call == Call::None)
        return;
    const QString wrong = project.isOverkill(row) ? tr(" – overkill") : project.isEscape(row) ? tr(" – escape") : QString();
    const QColor color = call == Call::Good ? colors.good : call == Call::Defect ? colors.defect : colors.unsure;
    m_called->setText(QStringLiteral("<span style='color:%1'>%2</span>").arg(color.name(), tr("called %1%2").arg(ImageTableModel::callText(call), wrong).toHtmlEscaped()));
    m_called->setToolTip(project.isOverkill(row) ? tr("A good part that is called a defect") : project.isEscape(row) ? tr("A defect that is called good") : QString());
}

void PictureFacts::elide()
{
    m_name->setText(m_name->fontMetrics().elidedText(m_fullName, Qt::ElideMiddle, std::max(40, m_name->width())));
    m_path->setText(m_path->fontMetrics().elidedText(m_fullPath, Qt::ElideMiddle, std::max(40, m_path->width())));
}

void PictureFacts::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    elide();
}

void PictureFacts::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        refreshScore();
    QWidget::changeEvent(event);
}

} // namespace flawscope::ui
