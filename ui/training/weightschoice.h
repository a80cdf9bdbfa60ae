// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QVariant>

#include <string>
#include <vector>

namespace flawscope {
struct EncoderOptions;
struct LibraryEntry;
}

namespace flawscope::ui {

class EncoderLibraryModel;
class OptionsForm;
struct OptionOffer;

/// Keeps the rows "taps" and "weights" of a form in step with the network: which taps it has, which files of the library fit it, which
/// can be downloaded, and that random weights come last and with a warning.
class WeightsChoice final : public QObject {
    Q_OBJECT
public:
    WeightsChoice(OptionsForm &form, EncoderLibraryModel &library, QObject *parent = nullptr);

    /// After an edit of the form, or after other options were put into it.
    void follow();
    /// Forgets what a person chose: the best weights that are there are taken.
    void chooseBest();
    [[nodiscard]] bool isRandom() const;

private:
    void offerTaps(const EncoderOptions &encoder);
    void offerWeights();
    void note(const EncoderOptions &encoder);
    void takePick(const QVariant &value);
    [[nodiscard]] std::vector<OptionOffer> offersFor(const EncoderOptions &encoder, bool &found) const;
    [[nodiscard]] OptionOffer downloadOffer(const LibraryEntry &entry) const;

    OptionsForm &m_form;
    EncoderLibraryModel &m_library;
    std::string m_network;
    bool m_byHand = false;
};

} // namespace flawscope::ui
