// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspection/inspectionstate.h"

#include "ui/base/appsettings.h"
#include "ui/inspection/regionmodel.h"
#include "ui/models/imagefilter.h"
#include "ui/models/project.h"

#include <algorithm>
#include <cmath>

namespace flawscope::ui {

namespace {

constexpr int kNeighbours = 3; // in each direction

} // namespace

InspectionState &InspectionState::of(const ViewContext &context)
{
    auto *state = context.project.findChild<InspectionState *>(QString(), Qt::FindDirectChildrenOnly);
    if (state == nullptr)
        state = new InspectionState(context);
    state->m_filter = &context.filter;
    return *state;
}

InspectionState::InspectionState(const ViewContext &context)
    : QObject(&context.project), m_project(context.project), m_settings(context.settings), m_cache(context.project.sharedWorkspace()), m_regions(new RegionModel(this))
{
    restore();
    m_remember.setSingleShot(true);
    m_remember.setInterval(800); // Settings are written to the disk at once: not in a frame of a drag.
    connect(&m_remember, &QTimer::timeout, this, [this] {
        m_settings.setValue(QStringLiteral("inspect/opacity"), m_display.opacity);
        m_settings.setValue(QStringLiteral("inspect/colors"), static_cast<int>(m_display.colors));
    });
    connect(&m_cache, &PictureCache::loaded, this, [this](ImageId image) {
        if (image == m_image)
            collect();
    });
    connect(&m_project, &Project::currentImageChanged, this, &InspectionState::follow);
    connect(&m_project, &Project::decisionChanged, this, &InspectionState::updateRegions);
    connect(&m_project, &Project::analysisChanged, this, [this] {
        ++m_roiVersion;
        updateRegions();
        Q_EMIT displayChanged(); // The range of the colours is another.
    });
    connect(&m_project, &Project::imagesChanged, this, &InspectionState::followImages);
    connect(&m_project, &Project::imagesReset, this, [this] {
        m_cache.clear();
        follow(m_project.currentImage());
    });
    connect(&m_project, &Project::scoresChanged, this, [this] {
        m_cache.forgetMaps();
        m_map = m_shown = m_other = m_otherAll = nullptr;
        if (m_display.otherRun == m_project.currentRun() || m_project.run(m_display.otherRun) == nullptr)
            m_display.otherRun = 0;
        loadOtherDecision();
        want();
        collect();
        Q_EMIT displayChanged();
    });
    follow(m_project.currentImage());
}

void InspectionState::restore()
{
    m_display.opacity = std::clamp(m_settings.value(QStringLiteral("inspect/opacity"), 0.7).toDouble(), 0.1, 1.0);
    const int colors = m_settings.value(QStringLiteral("inspect/colors"), 0).toInt();
    m_display.colors = static_cast<ColorMap>(std::clamp(colors, 0, static_cast<int>(ColorMap::Grey)));
}

void InspectionState::setLooking(bool looking)
{
    if (looking == m_looking)
        return;
    m_looking = looking;
    want();
    collect();
}

QSize InspectionState::pictureSize() const
{
    if (m_picture && !m_picture->isNull())
        return m_picture->size();
    const ImageRecord *record = m_project.image(m_image);
    if (record != nullptr && record->sample.width > 0)
        return {record->sample.width, record->sample.height};
    if (m_map && m_map->scores) {
        if (const auto index = m_map->scores->indexOf(m_image)) {
            const ImageScore &score = m_map->scores->images()[*index];
            return {score.originalWidth, score.originalHeight};
        }
    }
    return {};
}

bool InspectionState::isScored() const { return m_project.scoreIndex(m_image).has_value(); }

double InspectionState::rangeHi() const
{
    if (m_display.rangeHi)
        return *m_display.rangeHi;
    const auto scores = m_project.scores();
    return scores && scores->scaleHi() > 0 ? (m_display.scale >= 0 ? std::min(1.0F, scores->scaleHi()) : scores->scaleHi()) : 1.0;
}

double InspectionState::rangeLo() const
{
    constexpr double kBareShare = 0.8; // of the normal pixels
    constexpr int kBars = 512;
    const auto pixels = m_project.analysis().pixels;
    if (!pixels || m_display.scale >= 0 || m_display.rangeHi)
        return 0;
    if (m_rangeOf.lock() == pixels)
        return m_rangeLo;
    const double hi = rangeHi();
    const PixelHistogram histogram = pixels->histogram(0, hi, kBars);
    const double wanted = kBareShare * static_cast<double>(pixels->metrics().normalPixels);
    double seen = 0;
    std::size_t bar = 0;
    while (bar < histogram.normal.size() && seen < wanted)
        seen += static_cast<double>(histogram.normal[bar++]);
    m_rangeLo = std::min(histogram.edges[bar], 0.9 * hi);
    m_rangeOf = pixels;
    return m_rangeLo;
}

void InspectionState::setDisplay(const DisplayOptions &display)
{
    if (display == m_display)
        return;
    const bool otherRun = display.otherRun != m_display.otherRun;
    const bool maps = otherRun || display.scale != m_display.scale || display.mode != m_display.mode;
    m_display = display;
    m_remember.start();
    if (otherRun)
        loadOtherDecision();
    if (maps) {
        want();
        collect();
    }
    Q_EMIT displayChanged();
}

void InspectionState::loadOtherDecision()
{
    m_otherDecision = {};
    if (m_display.otherRun == 0)
        return;
    try {
        m_otherDecision = m_project.workspace().decision(m_display.otherRun);
    } catch (const Error &) {
        m_display.otherRun = 0; // gone meanwhile
    }
}

void InspectionState::setCurrentRegion(int region, bool centre)
{
    if (region >= m_regions->rowCount())
        region = -1;
    if (region == m_currentRegion && !centre)
        return;
    m_currentRegion = region;
    Q_EMIT currentRegionChanged(region, centre);
}

void InspectionState::follow(ImageId image)
{
    m_before = m_image;
    m_image = image;
    m_picture = nullptr;
    m_truth = nullptr;
    m_map = m_shown = m_other = m_otherAll = nullptr;
    setCurrentRegion(-1, false);
    want();
    collect();
}

void InspectionState::followImages(const QList<int> &rows)
{
    for (const int row : rows) {
        const ImageRecord &record = m_project.images()[static_cast<std::size_t>(row)];
        if (const auto truth = m_cache.truth(record.id); truth && truth->file != record.sample.mask)
            m_cache.forgetTruth(record.id);
    }
    want();
    collect();
}

void InspectionState::addRequests(std::vector<LayerRequest> &requests, ImageId image, bool urgent) const
{
    const ImageRecord *record = m_project.image(image);
    if (record == nullptr)
        return;
    const RunRecord *run = m_project.run(m_project.currentRun());
    const auto addMap = [&](RunId id, int scale, std::shared_ptr<const RunScores> scores) {
        requests.push_back({{LayerKey::Kind::Map, image, id, scale}, {}, 0, std::move(scores), urgent});
    };
    if (m_looking)
        requests.push_back({{LayerKey::Kind::Picture, image, 0, -1}, record->sample, run == nullptr ? 0 : run->options.preprocessing.whiteLevel, nullptr, urgent});
    if (m_project.scores()) {
        addMap(m_project.currentRun(), -1, m_project.scores());
        if (m_looking && m_display.scale >= 0)
            addMap(m_project.currentRun(), m_display.scale, m_project.scores());
    }
    if (m_looking && m_display.otherRun != 0 && m_display.mode != CompareMode::Single) {
        addMap(m_display.otherRun, -1, nullptr);
        if (m_display.scale >= 0)
            addMap(m_display.otherRun, m_display.scale, nullptr);
    }
    if (m_looking && !record->sample.mask.empty())
        requests.push_back({{LayerKey::Kind::Truth, image, 0, -1}, record->sample, 0, nullptr, urgent});
}

void InspectionState::want()
{
    std::vector<LayerRequest> requests;
    addRequests(requests, m_image, true);
    if (m_looking && m_filter) {
        const bool backwards = m_before != 0 && m_filter->neighbour(m_image, -1) == m_before ? false : m_before != 0 && m_filter->neighbour(m_image, 1) == m_before;
        const int first = backwards ? -1 : 1;
        ImageId ahead = m_image;
        ImageId behind = m_image;
        for (int i = 0; i < kNeighbours; ++i) {
            for (auto [at, step] : {std::pair(&ahead, first), std::pair(&behind, -first)}) {
                *at = m_filter->neighbour(*at, step);
                if (*at != 0 && *at != m_image)
                    addRequests(requests, *at, false);
            }
        }
    }
    m_cache.want(std::move(requests));
}

void InspectionState::collect()
{
    const auto picture = m_looking ? m_cache.picture(m_image) : nullptr;
    const auto truth = m_cache.truth(m_image);
    const auto map = m_cache.map(m_image, m_project.currentRun(), -1);
    const auto shown = m_display.scale < 0 ? map : m_cache.map(m_image, m_project.currentRun(), m_display.scale);
    const bool comparing = m_display.otherRun != 0 && m_display.mode != CompareMode::Single;
    const auto otherAll = comparing ? m_cache.map(m_image, m_display.otherRun, -1) : nullptr;
    const auto other = comparing && m_display.scale >= 0 ? m_cache.map(m_image, m_display.otherRun, m_display.scale) : otherAll;
    const bool layers = truth != m_truth || map != m_map || shown != m_shown || other != m_other || otherAll != m_otherAll;
    const bool pictures = picture != m_picture || picture == nullptr;
    m_picture = picture;
    m_truth = truth;
    m_map = map;
    m_shown = shown;
    m_other = other;
    if (otherAll != m_otherAll) {
        m_otherAll = otherAll;
        m_otherRegions = otherAll ? foundRegions(otherAll->map, {}, m_otherDecision, pictureSize()) : std::vector<FoundRegion>();
    }
    updateRegions();
    if (layers)
        Q_EMIT layersChanged();
    if (pictures)
        Q_EMIT pictureChanged();
}

void InspectionState::updateRegions()
{
    const Decision &decision = m_project.decision();
    const Basis basis{m_map, decision.pixel ? std::optional(decision.pixel->value) : std::nullopt, decision.mask.openingRadiusPx, decision.mask.minimumAreaPx,
                      pictureSize(), m_roiVersion};
    if (basis == m_basis)
        return;
    const bool samePicture = basis.map == m_basis.map;
    m_basis = basis;
    const QPointF peak = samePicture && m_currentRegion >= 0 ? m_regions->regions()[static_cast<std::size_t>(m_currentRegion)].peak : QPointF(-1, -1);
    m_regions->setRegions(m_map ? foundRegions(m_map->map, m_project.analysis().ignored, decision, basis.size) : std::vector<FoundRegion>());
    const auto &found = m_regions->regions();
    const auto same = std::find_if(found.begin(), found.end(), [&](const FoundRegion &region) { return region.peak == peak; });
    setCurrentRegion(same == found.end() ? -1 : static_cast<int>(same - found.begin()), false);
    Q_EMIT regionsChanged();
}

} // namespace flawscope::ui
