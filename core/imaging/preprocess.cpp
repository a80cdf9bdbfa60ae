// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/preprocess.h"

#include "core/imaging/resize.h"

namespace flawscope {

RgbImage preprocess(const RgbImage &decoded, const Preprocessing &preprocessing)
{
    return resizeLanczos(decoded, preprocessing.height, preprocessing.width);
}

} // namespace flawscope
