// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/weightschoice.h"

#include "core/base/error.h"
#include "core/encoderlibrary/resolveweights.h"
#include "ui/base/format.h"
#include "ui/encoders/encoderlibrarymodel.h"
#include "ui/jobs/job.h"
#include "ui/training/listfield.h"
#include "ui/training/optionsform.h"

#include <algorithm>

namespace flawscope::ui {

namespace {

// Words that resolveWeights() knows.
const QString kLibrary = QStringLiteral("library");
const QString kRandom = QStringLiteral("random");
const QString kDownload = QStringLiteral("download:");

/// Whether weights up to a tap serve the chosen ones.
bool reaches(const LibraryEntry &entry, const EncoderOptions &encoder)
{
    const std::vector<TapInfo> &all = encoderInfo(encoder.name).taps;
    const auto place = [&all](const std::string &name) { return std::find_if(all.begin(), all.end(), [&](const TapInfo &tap) { return tap.name == name; }); };
    const std::vector<TapInfo> chosen = chosenTaps(encoder);
    return !chosen.empty() && place(entry.deepestTap) != all.end() && place(chosen.back().name) <= place(entry.deepestTap);
}

} // namespace

WeightsChoice::WeightsChoice(OptionsForm &form, EncoderLibraryModel &library, QObject *parent) : QObject(parent), m_form(form), m_library(library)
{
    QList<OptionOffer> networks;
    for (const EncoderInfo &info : encoderCatalogue())
        networks << OptionOffer{toQString(info.name), toQString(info.title), {}};
    form.offer(QStringLiteral("encoder"), networks, true);
    connect(&library, &EncoderLibraryModel::loaded, this, &WeightsChoice::offerWeights);
    connect(&library, &EncoderLibraryModel::progressed, this, &WeightsChoice::offerWeights);
    connect(&form, &OptionsForm::picked, this, [this](const QString &name, const QVariant &value) {
        if (name == QLatin1String("weights"))
            takePick(value);
    });
    connect(form.field(QStringLiteral("weights")), &OptionField::edited, this, [this] { m_byHand = true; });
    form.addCheck(QStringLiteral("taps"), [this](const QVariant &) {
        try {
            validate(m_form.read<EncoderOptions>());
        } catch (const Error &error) {
            return toQString(std::string(error.what()));
        }
        return QString();
    });
}

bool WeightsChoice::isRandom() const { return m_form.field(QStringLiteral("weights"))->value().toString() == kRandom; }

void WeightsChoice::chooseBest()
{
    m_byHand = false;
    follow();
}

void WeightsChoice::follow()
{
    const auto encoder = m_form.read<EncoderOptions>();
    if (encoder.name != m_network) {
        if (!m_network.empty()) { // Taps and weights of another network mean nothing here.
            m_form.field(QStringLiteral("taps"))->setValue(QStringList());
            m_byHand = false;
        }
        m_network = encoder.name;
        offerTaps(m_form.read<EncoderOptions>());
    }
    offerWeights();
}

void WeightsChoice::offerTaps(const EncoderOptions &encoder)
{
    auto *field = qobject_cast<ListField *>(m_form.field(QStringLiteral("taps")));
    QList<OptionOffer> offers;
    QStringList usual;
    for (const TapInfo &tap : encoderInfo(encoder.name).taps) {
        const QString text = tap.alias.empty() ? tr("Stride %1, last").arg(tap.stride) : tr("Stride %1").arg(tap.stride);
        offers << OptionOffer{toQString(tap.name), text, tr("%1: %2 channels, one position for every %3 × %3 pixels").arg(toQString(tap.name)).arg(tap.channels).arg(tap.stride)};
        if (tap.isDefault)
            usual << toQString(tap.name);
    }
    m_form.offer(QStringLiteral("taps"), offers, true);
    field->setUsual(usual);
}

OptionOffer WeightsChoice::downloadOffer(const LibraryEntry &entry) const
{
    const QString size = entry.bytes > 0 ? bytesText(entry.bytes) : tr("size unknown");
    OptionOffer offer{kDownload + toQString(entry.fileName), tr("Download ImageNet weights (%1)").arg(size), tr("%1, licence %2").arg(toQString(entry.fileName), toQString(entry.licence))};
    offer.isAction = true;
    return offer;
}

std::vector<OptionOffer> WeightsChoice::offersFor(const EncoderOptions &encoder, bool &found) const
{
    std::vector<OptionOffer> offers;
    const std::optional<LibraryEntry> best = m_library.library().find(encoder);
    found = best.has_value();
    if (best)
        offers.push_back({kLibrary, toQString(best->fileName), tr("The best fit in the library: %1").arg(toQString(best->path))});
    for (const LibraryEntry &entry : m_library.entries()) {
        if (entry.encoder != encoder.name || !entry.isUsable() || (best && entry.path == best->path))
            continue;
        const bool fits = reaches(entry, encoder);
        offers.push_back({toQString(entry.path), fits ? toQString(entry.fileName) : tr("%1 (ends at %2)").arg(toQString(entry.fileName), toQString(entry.deepestTap)),
                          toQString(entry.path), fits});
    }
    for (const LibraryEntry &entry : m_library.entries()) {
        if (entry.encoder == encoder.name && !entry.isHere())
            offers.push_back(downloadOffer(entry));
    }
    offers.push_back({kRandom, tr("Random (figures mean little)"), tr("Numbers drawn at random stand in for trained weights: to try things out")});
    return offers;
}

void WeightsChoice::offerWeights()
{
    const auto encoder = m_form.read<EncoderOptions>();
    OptionField *field = m_form.field(QStringLiteral("weights"));
    if (!m_byHand)
        field->setValue(kRandom); // Else a file of another network would stay in the list.
    bool found = false;
    try {
        const std::vector<OptionOffer> offers = offersFor(encoder, found);
        m_form.offer(QStringLiteral("weights"), QList<OptionOffer>(offers.begin(), offers.end()), true);
    } catch (const Error &error) { // Taps that do not exist are told beside their row.
        m_form.setNote(QStringLiteral("weights"), error.code() == ErrorCode::BadOption ? QString() : toQString(std::string(error.what())), "warning");
        return;
    }
    const QString value = field->value().toString();
    if (!m_byHand || value.isEmpty() || (value == kLibrary && !found))
        field->setValue(found ? kLibrary : kRandom);
    note(encoder);
}

void WeightsChoice::note(const EncoderOptions &encoder)
{
    QString text = isRandom() ? tr("With random weights the figures mean little.") : QString();
    for (std::size_t row = 0; row < m_library.entries().size(); ++row) {
        const LibraryEntry &entry = m_library.entries()[row];
        if (entry.encoder != encoder.name)
            continue;
        if (const Job *job = m_library.downloadOf(static_cast<int>(row))) {
            const JobProgress &progress = job->progress();
            text = progress.total > 0 ? tr("Downloading %1: %2 %").arg(toQString(entry.fileName)).arg(100 * progress.done / progress.total, 0, 'f', 0)
                                      : tr("Downloading %1…").arg(toQString(entry.fileName));
            break;
        }
        if (isRandom() && entry.isUsable() && !reaches(entry, encoder))
            text += QLatin1Char(' ') + tr("%1 would do for taps up to %2.").arg(toQString(entry.fileName), toQString(entry.deepestTap));
        else if (isRandom() && !entry.isHere())
            text += QLatin1Char(' ') + tr("Download ImageNet weights, or choose a file.");
    }
    m_form.setNote(QStringLiteral("weights"), text, isRandom() ? "warning" : "muted");
}

void WeightsChoice::takePick(const QVariant &value)
{
    const QString name = value.toString();
    if (!name.startsWith(kDownload))
        return;
    m_byHand = false;
    const int row = m_library.rowOf(name.mid(kDownload.size()));
    if (row >= 0)
        m_library.download(row);
}

} // namespace flawscope::ui
