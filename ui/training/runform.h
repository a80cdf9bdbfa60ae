// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/device.h"
#include "ui/models/viewcontext.h"
#include "ui/training/estimator.h"

#include <QWidget>

#include <vector>

class QLabel;
class QLineEdit;
class QPushButton;

namespace flawscope::ui {

class EncoderLibraryModel;
class OptionField;
class OptionsForm;
class TrainingQueue;
class WeightsChoice;

/// The form of a new run: its name, a preset and what a person changed of it, network and weights, size, device; what the run will
/// use and cost; and the button that starts or queues it.
class RunForm final : public QWidget {
    Q_OBJECT
public:
    RunForm(const ViewContext &context, TrainingQueue &queue, EncoderLibraryModel &library, QWidget *parent = nullptr);

    [[nodiscard]] TrainJobOptions options() const;
    void setOptions(const TrainJobOptions &options);
    [[nodiscard]] QString name() const;
    [[nodiscard]] OptionsForm &form() const { return *m_form; }
    [[nodiscard]] std::size_t goodPictures() const;

public Q_SLOTS:
    void start();

private:
    void makeForm();
    void makeTop();
    QWidget *makeBottom();
    void findDevices();
    void offerDevices(const std::vector<DeviceInfo> &devices);
    void takePreset();
    void resetChanges();
    void follow();
    void followData();
    void suggestName();
    void updatePreset();
    void updateStart();
    void showForecast(const CostForecast &forecast);
    void showRefusal(const QString &sentence);
    void setCost(const QString &text, bool warning);

    ViewContext m_context;
    TrainingQueue &m_queue;
    OptionsForm *m_form;
    WeightsChoice *m_weights = nullptr;
    Estimator *m_estimator;
    QLineEdit *m_name;
    OptionField *m_preset = nullptr;
    QPushButton *m_reset;
    QLabel *m_data;
    QLabel *m_cost;
    QPushButton *m_start;
    bool m_named = false; ///< By a person.
    bool m_refused = false;
};

} // namespace flawscope::ui
