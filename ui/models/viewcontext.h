// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace flawscope::ui {

class Actions;
class AppSettings;
class ImageFilter;
class Project;
class ThumbnailCache;

/// What every page of an open project stands on; all outlive the pages.
struct ViewContext {
    Project &project;
    ImageFilter &filter;
    Actions &actions;
    AppSettings &settings;
    ThumbnailCache &thumbnails;
};

} // namespace flawscope::ui
