// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/dataset/scan.h"
#include "core/imaging/imagefile.h"

#include <QTemporaryDir>

#include <algorithm>
#include <random>
#include <string>

namespace flawscope::test {

/// A temporary folder of small pictures, masks and arrays; each picture has its own content.
class PictureTree final {
public:
    static constexpr int kHeight = 6;
    static constexpr int kWidth = 8;

    PictureTree() : m_root(pathFromUtf8(m_folder.path().toStdString())) {}

    [[nodiscard]] const std::filesystem::path &root() const { return m_root; }
    [[nodiscard]] std::filesystem::path at(const std::string &name) const { return m_root / pathFromUtf8(name); }

    void picture(const std::string &name, int height = kHeight, int width = kWidth)
    {
        RgbImage image(height, width);
        std::generate(image.pixels.begin(), image.pixels.end(), [this] { return static_cast<std::uint8_t>(m_random()); });
        writeFileAtomically(at(name), encodePng(image));
    }
    void mask(const std::string &name, bool defect, int height = kHeight, int width = kWidth)
    {
        Mask mask(height, width);
        mask.values.back() = defect;
        writeFileAtomically(at(name), encodePng(mask));
    }
    void text(const std::string &name, std::string_view content) { writeFileAtomically(at(name), content); }
    void copy(const std::string &from, const std::string &to)
    {
        std::filesystem::create_directories(at(to).parent_path());
        std::filesystem::copy_file(at(from), at(to));
    }
    void link(const std::string &target, const std::string &name)
    {
        std::filesystem::create_directories(at(name).parent_path());
        std::filesystem::create_symlink(pathFromUtf8(target), at(name));
    }
    /// uint8 items of a .npy file of version 1.
    void array(const std::string &name, const std::string &shape, const std::string &items)
    {
        std::string header = "{'descr': '|u1', 'fortran_order': False, 'shape': (" + shape + "), }";
        header.resize(117, ' ');
        header += '\n';
        text(name, std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(header.size()) + '\0' + header + items);
    }

    [[nodiscard]] Dataset scan(ScanOptions options = {}) const
    {
        return scanDataset(m_root, options, RunContext());
    }

private:
    QTemporaryDir m_folder;
    std::filesystem::path m_root;
    std::mt19937 m_random{1};
};

} // namespace flawscope::test
