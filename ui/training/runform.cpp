// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/runform.h"

#include "core/base/error.h"
#include "ui/base/actions.h"
#include "ui/base/format.h"
#include "ui/base/theme.h"
#include "ui/jobs/job.h"
#include "ui/models/project.h"
#include "ui/training/optionsform.h"
#include "ui/training/optiontext.h"
#include "ui/training/trainingqueue.h"
#include "ui/training/weightschoice.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace flawscope::ui {

namespace {

constexpr int kFormPx = 360;

/// "ResNet-18" → "R18", "EfficientNet-B4" → "E4".
QString shortName(const EncoderOptions &encoder)
{
    const QString title = toQString(encoderInfo(encoder.name).title);
    QString digits;
    for (const QChar letter : title) {
        if (letter.isDigit())
            digits += letter;
        else if (!digits.isEmpty())
            break;
    }
    return title.left(1) + digits;
}

QString checkSize(const QVariant &value)
{
    PreprocessingOptions options;
    options.size = toUtf8(value.toString());
    try {
        static_cast<void>(preprocessingFrom(options));
    } catch (const Error &error) {
        return toQString(std::string(error.what()));
    }
    return {};
}

} // namespace

RunForm::RunForm(const ViewContext &context, TrainingQueue &queue, EncoderLibraryModel &library, QWidget *parent)
    : QWidget(parent), m_context(context), m_queue(queue), m_form(new OptionsForm), m_estimator(new Estimator(this)), m_name(new QLineEdit(this)),
      m_reset(new QPushButton(this)), m_data(new QLabel(this)), m_cost(new QLabel(this)), m_start(new QPushButton(this))
{
    setFixedWidth(kFormPx);
    makeForm();
    m_weights = new WeightsChoice(*m_form, library, this);
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(m_form);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_form->setContentsMargins(2 * kGridPx, 2 * kGridPx, 2 * kGridPx, 2 * kGridPx);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(scroll, 1);
    layout->addWidget(makeBottom());
    connect(m_form, &OptionsForm::changed, this, &RunForm::follow);
    connect(m_estimator, &Estimator::ready, this, &RunForm::showForecast);
    connect(m_estimator, &Estimator::refused, this, &RunForm::showRefusal);
    connect(&context.project, &Project::imagesReset, this, &RunForm::followData);
    connect(&context.project, &Project::imagesChanged, this, &RunForm::followData);
    connect(&context.project, &Project::runsChanged, this, &RunForm::suggestName);
    connect(&queue, &TrainingQueue::changed, this, &RunForm::updateStart);
    connect(&queue, &TrainingQueue::runFinished, this, &RunForm::followData); // It tells how fast this machine is.
    connect(context.actions["train.start"], &QAction::triggered, this, &RunForm::start);
    findDevices();
    follow();
}

void RunForm::makeForm()
{
    TrainJobOptions options;
    OptionsArrangement arrangement;
    arrangement.first = {QStringLiteral("encoder"), QStringLiteral("weights"), QStringLiteral("taps"), QStringLiteral("size"), QStringLiteral("device")};
    arrangement.hidden = optionNames<ScanOptions>(); // The pictures are imported already.
    m_form->build(options, arrangement);
    m_form->setReference(options.training);
    makeTop();
    QList<OptionOffer> sizes;
    for (const int size : {128, 192, 256, 320, 384, 512, 768})
        sizes << OptionOffer{QString::number(size), QString::number(size), tr("%1 × %1 pixels").arg(size)};
    m_form->offer(QStringLiteral("size"), sizes, false);
    m_form->addCheck(QStringLiteral("size"), checkSize);
    offerDevices({});
}

void RunForm::makeTop()
{
    m_name->setAccessibleName(tr("Name of the run"));
    m_name->setToolTip(tr("What the run is called in lists and reports"));
    m_name->setObjectName(QStringLiteral("runName"));
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_named = !text.trimmed().isEmpty();
        updateStart();
    });
    m_form->addRow(tr("Name"), m_name);

    const PresetOption preset;
    PresetOption::visit(preset, [this](const OptionSpec &spec, const Preset &value) {
        m_preset = makeChoiceField(spec, true);
        m_preset->setValue(toVariant(value));
    });
    connect(m_preset, &OptionField::edited, this, &RunForm::takePreset);
    auto *column = new QWidget(this);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(m_preset);
    layout->addWidget(m_reset, 0, Qt::AlignLeft);
    m_reset->setProperty("role", "link");
    m_reset->setObjectName(QStringLiteral("resetChanges"));
    m_reset->setToolTip(tr("Take back what was changed by hand: all of the preset counts again"));
    connect(m_reset, &QPushButton::clicked, this, &RunForm::resetChanges);
    m_form->addRow(optionLabel("preset"), column);
}

QWidget *RunForm::makeBottom()
{
    auto *bottom = new QWidget(this);
    bottom->setObjectName(QStringLiteral("runFormBottom"));
    auto *layout = new QVBoxLayout(bottom);
    layout->setContentsMargins(2 * kGridPx, kGridPx, 2 * kGridPx, 2 * kGridPx);
    layout->setSpacing(4);
    for (QLabel *label : {m_data, m_cost}) {
        label->setWordWrap(true);
        layout->addWidget(label);
    }
    m_data->setObjectName(QStringLiteral("dataLine"));
    m_cost->setObjectName(QStringLiteral("costLine"));
    m_data->setToolTip(tr("Good pictures of the training split. Some are held out: they tell when to stop, and where a threshold without defects lies."));
    layout->addSpacing(4);
    QAction *action = m_context.actions["train.start"];
    m_start->setToolTip(action->toolTip());
    m_start->setProperty("role", "primary");
    m_start->setMinimumHeight(40);
    m_start->setObjectName(QStringLiteral("startTraining"));
    connect(m_start, &QPushButton::clicked, action, &QAction::trigger);
    layout->addWidget(m_start);
    return bottom;
}

void RunForm::findDevices()
{
    auto *job = new Job(tr("Looking for devices"), [this](const RunContext &) -> Job::Deliver {
        const std::vector<DeviceInfo> devices = computeDevices();
        return [this, devices] { offerDevices(devices); };
    }, this);
    connect(job, &Job::finished, job, &QObject::deleteLater);
    job->start();
}

void RunForm::offerDevices(const std::vector<DeviceInfo> &devices)
{
    const auto title = [](const DeviceInfo &device) {
        const std::uint64_t free = device.name == "cpu" ? freeMemoryBytes() : device.freeBytes;
        return free > 0 ? tr("%1, %2 free").arg(toQString(device.title), bytesText(free)) : toQString(device.title);
    };
    QList<OptionOffer> offers;
    offers << OptionOffer{QStringLiteral("auto"), devices.empty() ? tr("Best there is") : tr("Best: %1").arg(title(devices.front())), {}};
    for (const DeviceInfo &device : devices)
        offers << OptionOffer{toQString(device.name), title(device), toQString(device.name)};
    m_form->offer(QStringLiteral("device"), offers, true);
}

std::size_t RunForm::goodPictures() const
{
    const auto &images = m_context.project.images();
    return static_cast<std::size_t>(std::count_if(images.begin(), images.end(), [](const ImageRecord &image) {
        return image.sample.split == Split::Train && image.sample.label == Label::Good && !image.missing;
    }));
}

TrainJobOptions RunForm::options() const { return m_form->read<TrainJobOptions>(); }

void RunForm::setOptions(const TrainJobOptions &options)
{
    m_form->setOptions(options);
    follow();
}

QString RunForm::name() const { return m_name->text().trimmed(); }

/// What a person changed stays, as single options win over the preset on the command line; it is marked.
void RunForm::takePreset()
{
    Preset preset{};
    fromVariant(m_preset->value(), preset);
    const QStringList changed = m_form->changedRows();
    const TrainingOptions training = TrainingOptions::preset(preset);
    m_form->setOptions(training, changed);
    m_form->setReference(training);
    follow();
}

void RunForm::resetChanges()
{
    Preset preset{};
    fromVariant(m_preset->value(), preset);
    m_form->setOptions(TrainingOptions::preset(preset));
    follow();
}

void RunForm::updatePreset()
{
    QStringList labels;
    for (const QString &name : m_form->changedRows())
        labels << optionLabel(name.toUtf8().constData()).toLower();
    m_reset->setVisible(!labels.isEmpty());
    m_reset->setText(tr("%n changed by hand – reset", nullptr, static_cast<int>(labels.size())));
    m_reset->setAccessibleName(tr("Reset %1").arg(labels.join(QStringLiteral(", "))));
}

void RunForm::follow()
{
    m_weights->follow();
    updatePreset();
    suggestName();
    followData();
}

void RunForm::followData()
{
    const std::size_t good = goodPictures();
    m_refused = false;
    if (good == 0) {
        m_data->setText(tr("No good training pictures yet."));
        setCost({}, false);
    } else {
        m_data->setText(tr("%n good picture(s) to learn from", nullptr, static_cast<int>(good)));
        if (m_form->isValid())
            m_estimator->request(options(), good, m_context.project.runs());
        else
            setCost({}, false);
    }
    updateStart();
}

void RunForm::suggestName()
{
    if (m_named)
        return;
    const TrainJobOptions wanted = options();
    QString base = QStringLiteral("%1-%2").arg(shortName(wanted.encoder), toQString(wanted.preprocessing.size));
    if (const auto preset = m_preset->value().toLongLong(); preset != static_cast<qlonglong>(Preset::Balanced))
        base += QLatin1Char(' ') + optionChoice(m_preset->spec().choices[static_cast<std::size_t>(preset)]).toLower();
    const auto taken = [this](const QString &name) {
        const auto &runs = m_context.project.runs();
        return std::any_of(runs.begin(), runs.end(), [&](const RunRecord &run) { return toQString(run.name) == name; });
    };
    QString name = base;
    for (int i = 2; taken(name); ++i)
        name = QStringLiteral("%1 %2").arg(base).arg(i);
    m_name->setText(name);
}

void RunForm::showForecast(const CostForecast &forecast)
{
    const TrainingEstimate &cost = forecast.estimate;
    const int good = static_cast<int>(goodPictures());
    QString data = tr("%n good picture(s)", nullptr, good);
    if (cost.heldOutImages > 0)
        data += tr(", %1 held out").arg(countText(static_cast<std::int64_t>(cost.heldOutImages)));
    if (cost.trainingImages > static_cast<std::size_t>(good))
        data += tr(", %1 with turned copies").arg(countText(static_cast<std::int64_t>(cost.trainingImages)));
    m_data->setText(data);
    const QString time = tr("About %1").arg(durationText(cost.totalSeconds));
    const QString memory = bytesText(cost.memoryBytes);
    const QString free = bytesText(forecast.freeBytes);
    QString text;
    if (!forecast.fits())
        text = tr("%1. Does not fit in memory: needs %2, and %3 are free. Choose a smaller size or fewer taps.").arg(time, memory, free);
    else if (forecast.freeBytes == 0)
        text = tr("%1, %2 of memory").arg(time, memory);
    else
        text = tr("%1. Fits in memory: %2 of %3 free").arg(time, memory, free);
    if (cost.diskBytes > 0)
        text += tr(", and %1 in a temporary file").arg(bytesText(cost.diskBytes));
    m_cost->setToolTip(forecast.fromEarlierRun ? tr("As fast as an earlier run here; if no scale stops early.") : tr("Good to a factor of two; if no scale stops early."));
    setCost(text, !forecast.fits());
}

void RunForm::showRefusal(const QString &sentence)
{
    m_refused = true;
    setCost(sentence, true);
    updateStart();
}

void RunForm::setCost(const QString &text, bool warning)
{
    m_cost->setText(text);
    m_cost->setVisible(!text.isEmpty());
    m_cost->setProperty("role", warning ? "warning" : "muted");
    m_cost->style()->unpolish(m_cost);
    m_cost->style()->polish(m_cost);
}

void RunForm::updateStart()
{
    QAction *action = m_context.actions["train.start"];
    const bool can = !m_context.project.readOnly() && goodPictures() > 0 && m_form->isValid() && !m_refused && !name().isEmpty();
    action->setEnabled(can);
    m_start->setEnabled(can);
    m_start->setText(m_queue.runningRun() == 0 ? tr("Start training") : tr("Queue training"));
}

void RunForm::start()
{
    if (m_queue.enqueue(name(), options()) == 0)
        return;
    m_named = false;
    suggestName();
}

} // namespace flawscope::ui
