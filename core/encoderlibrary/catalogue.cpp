// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoderlibrary/catalogue.h"

#include "core/base/error.h"
#include "core/engine/encoders/encoderinfo.h"

#include <algorithm>

namespace flawscope {

namespace {

bool isPlain(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-'; }

bool isLowerHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

} // namespace

const std::vector<DownloadableFile> &downloadCatalogue()
{
    // torchvision's IMAGENET1K_V1, which the method's figures were measured with; trained on ImageNet-1k.
    static const std::vector<DownloadableFile> kCatalogue = {
        {"resnet18", "resnet18-f37072fd.pth", 46'830'571, "f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec", "BSD-3-Clause"},
        {"wide_resnet50_2", "wide_resnet50_2-95faca4d.pth", 138'223'492, "95faca4d11227dddf8633dbb5ff6c8a9003c1aa5b8945c73834b8007b10950b8",
         "BSD-3-Clause"},
        {"mobilenet_v3_large", "mobilenet_v3_large-8738ca79.pth", 22'139'423, "8738ca797c879b547d18bbd15da5736ff2557b2036a9af72225393ca61759a04",
         "BSD-3-Clause"},
        {"efficientnet_b4", "efficientnet_b4_rwightman-23ab8bcd.pth", 78'107'000, "23ab8bcd5bdbef61a7a43b91adcad81f622fd7f36fb4935a569828d77888c44e",
         "BSD-3-Clause"},
    };
    return kCatalogue;
}

bool isLibraryFileName(const std::string &name)
{
    if (name.empty() || name.size() > 200 || name.front() == '.' || name.ends_with(".json") || name.ends_with(".part") || name.ends_with(".tag"))
        return false;
    return std::ranges::none_of(name, [](char c) { return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

void validate(const DownloadableFile &file)
{
    static_cast<void>(encoderInfo(file.encoder));
    if (!isLibraryFileName(file.fileName) || !std::ranges::all_of(file.fileName, isPlain))
        throw Error(ErrorCode::BadOption, "The catalogue names a file '" + file.fileName + "'; a name is made of letters, digits, '.', '_' and '-', "
                                              "does not begin with '.', and does not end in .json, .part or .tag.");
    if (file.sha256.size() < 8 || file.sha256.size() > 64 || !std::ranges::all_of(file.sha256, isLowerHex))
        throw Error(ErrorCode::BadOption, "The catalogue gives " + file.fileName + " the SHA-256 '" + file.sha256
                                              + "'; 8 to 64 digits from 0 to 9 and a to f are needed.");
}

} // namespace flawscope
