// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The only place that includes QCustomPlot: it uses Qt's keywords, which the rest of the house does without.
#ifdef QT_NO_KEYWORDS
#undef QT_NO_KEYWORDS
#define FLAWSCOPE_RESTORE_NO_KEYWORDS
#ifndef signals
#define signals Q_SIGNALS
#endif
#ifndef slots
#define slots Q_SLOTS
#endif
#ifndef emit
#define emit
#endif
#ifndef foreach
#define foreach Q_FOREACH
#define FLAWSCOPE_UNDEFINE_FOREACH
#endif
#endif
#include <qcustomplot.h>
#ifdef FLAWSCOPE_RESTORE_NO_KEYWORDS
#undef FLAWSCOPE_RESTORE_NO_KEYWORDS
#undef signals
#undef slots
#undef emit
#ifdef FLAWSCOPE_UNDEFINE_FOREACH
#undef foreach
#undef FLAWSCOPE_UNDEFINE_FOREACH
#endif
#define QT_NO_KEYWORDS
#endif

namespace flawscope::ui {

struct Colors;

/// Gives a plot the palette's colours, the widget's font, and a quiet grid. Call it again on a change of palette.
void stylePlot(QCustomPlot &plot, const Colors &colors);

} // namespace flawscope::ui
