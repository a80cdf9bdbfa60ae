// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluation/thresholdindex.h"
#include "ui/inspection/displayoptions.h"
#include "ui/inspection/foundregions.h"
#include "ui/inspection/picturecache.h"
#include "ui/models/viewcontext.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <memory>
#include <vector>

namespace flawscope {
class PixelThresholdIndex;
}

namespace flawscope::ui {

class Project;
class ImageFilter;
class RegionModel;

/// What canvas and inspector share: the picture that is looked at with its layers, its regions at the pixel threshold, which of them is
/// selected, and how it is shown. Keeps the neighbours in filter order at hand. One for each project.
class InspectionState final : public QObject {
    Q_OBJECT
public:
    /// The project's; made by whoever asks first.
    [[nodiscard]] static InspectionState &of(const ViewContext &context);

    [[nodiscard]] Project &project() const { return m_project; }
    [[nodiscard]] PictureCache &cache() { return m_cache; }
    [[nodiscard]] RegionModel &regions() const { return *m_regions; }

    /// Whether pictures are looked at: only then are they decoded, and neighbours too.
    void setLooking(bool looking);

    [[nodiscard]] ImageId image() const { return m_image; }
    [[nodiscard]] QSize pictureSize() const;                                             ///< Original px; empty while unknown.
    [[nodiscard]] const std::shared_ptr<const Picture> &picture() const { return m_picture; } ///< Null until it is decoded.
    [[nodiscard]] const std::shared_ptr<const TruthLayer> &truth() const { return m_truth; }
    [[nodiscard]] const std::shared_ptr<const MapLayer> &map() const { return m_map; }        ///< All scales: what thresholds act on.
    [[nodiscard]] const std::shared_ptr<const MapLayer> &shownMap() const { return m_shown; } ///< Of the scale that is shown.
    [[nodiscard]] const std::shared_ptr<const MapLayer> &otherMap() const { return m_other; } ///< Of the other run, the same scale.
    [[nodiscard]] const std::vector<FoundRegion> &otherRegions() const { return m_otherRegions; }
    [[nodiscard]] bool isScored() const; ///< Whether the current run has a score for the picture.
    [[nodiscard]] double rangeHi() const; ///< Upper end of the colours.
    /// Lower end, up to which the picture is bare: the score that most normal pixels of the labelled test pictures stay below, the
    /// same for the whole data set. 0 while it is not known, for single scales, and where the range is set by hand.
    [[nodiscard]] double rangeLo() const;

    [[nodiscard]] const DisplayOptions &display() const { return m_display; }
    void setDisplay(const DisplayOptions &display);

    [[nodiscard]] int currentRegion() const { return m_currentRegion; } ///< Row of regions(), or −1.
    /// @param centre  whether the canvas should bring it into view
    void setCurrentRegion(int region, bool centre);

Q_SIGNALS:
    void pictureChanged(); ///< Another picture, or it has come.
    void layersChanged();  ///< Maps or ground truth have come or gone.
    void regionsChanged();
    void displayChanged();
    void currentRegionChanged(int region, bool centre);

private:
    explicit InspectionState(const ViewContext &context);
    void restore();
    void follow(ImageId image);
    void want();
    void collect();
    void addRequests(std::vector<LayerRequest> &requests, ImageId image, bool urgent) const;
    void updateRegions();
    void loadOtherDecision();
    void followImages(const QList<int> &rows);

    Project &m_project;
    QPointer<ImageFilter> m_filter;
    class AppSettings &m_settings;
    PictureCache m_cache;
    RegionModel *m_regions;
    mutable std::weak_ptr<const PixelThresholdIndex> m_rangeOf; ///< What m_rangeLo was found in.
    mutable double m_rangeLo = 0;
    bool m_looking = false;
    ImageId m_image = 0;
    ImageId m_before = 0; ///< Which way a person steps.
    std::shared_ptr<const Picture> m_picture;
    std::shared_ptr<const TruthLayer> m_truth;
    std::shared_ptr<const MapLayer> m_map, m_shown, m_other, m_otherAll;
    std::vector<FoundRegion> m_otherRegions;
    Decision m_otherDecision;
    DisplayOptions m_display;
    QTimer m_remember;
    int m_currentRegion = -1;
    struct Basis {
        std::shared_ptr<const MapLayer> map;
        std::optional<double> threshold;
        int opening = 0;
        int area = 0;
        QSize size;
        quint64 roi = 0;
        bool operator==(const Basis &) const = default;
    } m_basis; ///< What the regions were found from.
    quint64 m_roiVersion = 0;
};

} // namespace flawscope::ui
