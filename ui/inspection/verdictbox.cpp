// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/verdictbox.h"

#include "ui/base/actions.h"
#include "ui/base/format.h"
#include "ui/base/theme.h"
#include "ui/models/imagetablemodel.h"
#include "ui/models/project.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace flawscope::ui {

namespace {

struct Choice {
    const char *id;
    OperatorVerdict verdict;
};
constexpr Choice kChoices[] = {{"verdict.ok", OperatorVerdict::Ok}, {"verdict.not-ok", OperatorVerdict::NotOk}, {"verdict.unsure", OperatorVerdict::Unsure}};

} // namespace

VerdictBox::VerdictBox(const ViewContext &context, QWidget *parent) : QWidget(parent), m_context(context), m_comment(new QLineEdit(this))
{
    auto *row = new QHBoxLayout;
    row->setSpacing(kGridPx / 2);
    const QString texts[] = {tr("OK"), tr("Not OK"), tr("Unsure")};
    int at = 0;
    for (const Choice &choice : kChoices) {
        QAction *action = context.actions[choice.id];
        auto *button = new QToolButton(this);
        button->setObjectName(QLatin1String(choice.id));
        button->setIcon(action->icon());
        button->setText(texts[at++]);
        button->setToolTip(action->toolTip());
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setIconSize({18, 18});
        button->setCheckable(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setMinimumHeight(32);
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        button->setAccessibleName(tr("Verdict: %1").arg(button->text()));
        connect(button, &QToolButton::clicked, this, [this, action, verdict = choice.verdict] {
            const ImageRecord *record = m_context.project.image(m_context.project.currentImage());
            QAction *wanted = record != nullptr && record->verdict == verdict ? m_context.actions["verdict.clear"] : action; // a second click takes it back
            wanted->trigger();
            refresh();
        });
        row->addWidget(button, 1);
        m_buttons << button;
    }
    m_comment->setPlaceholderText(tr("Comment"));
    m_comment->setClearButtonEnabled(true);
    m_comment->setAccessibleName(tr("Comment of the operator"));
    m_comment->setToolTip(context.actions["verdict.comment"]->toolTip());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGridPx);
    layout->addLayout(row);
    layout->addWidget(m_comment);
    connect(m_comment, &QLineEdit::editingFinished, this, &VerdictBox::storeComment);
    connect(&context.project, &Project::currentImageChanged, this, &VerdictBox::refresh);
    connect(&context.project, &Project::imagesChanged, this, &VerdictBox::refresh);
    connect(&context.project, &Project::imagesReset, this, &VerdictBox::refresh);
    connectActions();
    refresh();
}

void VerdictBox::connectActions()
{
    const auto give = [this](const char *id, OperatorVerdict verdict) {
        connect(m_context.actions[id], &QAction::triggered, this, [this, verdict] {
            const ImageRecord *record = m_context.project.image(m_context.project.currentImage());
            if (record == nullptr || record->verdict == verdict)
                return;
            const QString text = verdict == OperatorVerdict::None ? tr("clear verdict") : tr("verdict %1").arg(ImageTableModel::verdictText(verdict));
            m_context.project.edit({ImageEdit{.id = record->id, .verdict = verdict}}, text);
        });
    };
    for (const Choice &choice : kChoices)
        give(choice.id, choice.verdict);
    give("verdict.clear", OperatorVerdict::None);
}

void VerdictBox::editComment()
{
    m_comment->setFocus();
    m_comment->selectAll();
}

void VerdictBox::storeComment()
{
    const ImageRecord *record = m_context.project.image(m_image);
    const std::string comment = toUtf8(m_comment->text().trimmed());
    m_comment->setModified(false); // From here on the field follows the project again.
    if (record != nullptr && record->comment != comment)
        m_context.project.edit({ImageEdit{.id = m_image, .comment = comment}}, tr("comment"));
}

void VerdictBox::refresh()
{
    const Project &project = m_context.project;
    if (m_comment->isModified() && m_image != project.currentImage())
        storeComment(); // Stepping on by key does not lose what was typed.
    const ImageRecord *record = project.image(project.currentImage());
    const bool another = m_image != project.currentImage();
    m_image = project.currentImage();
    for (qsizetype i = 0; i < m_buttons.size(); ++i)
        m_buttons[i]->setChecked(record != nullptr && record->verdict == kChoices[i].verdict);
    const bool possible = record != nullptr && !project.readOnly();
    const QString reason = toQString(project.workspace().readOnlyReason());
    for (qsizetype i = 0; i < m_buttons.size(); ++i) {
        m_buttons[i]->setEnabled(possible);
        m_buttons[i]->setToolTip(project.readOnly() ? reason : m_context.actions[kChoices[i].id]->toolTip());
    }
    for (const char *id : {"verdict.ok", "verdict.not-ok", "verdict.unsure", "verdict.comment"})
        m_context.actions[id]->setEnabled(possible);
    m_context.actions["verdict.clear"]->setEnabled(possible && record->verdict != OperatorVerdict::None);
    m_comment->setReadOnly(project.readOnly());
    m_comment->setEnabled(record != nullptr);
    const QString comment = record == nullptr ? QString() : toQString(record->comment);
    if (another || !m_comment->hasFocus() || !m_comment->isModified()) {
        m_comment->setText(comment);
        m_comment->setModified(false);
    }
}

} // namespace flawscope::ui
