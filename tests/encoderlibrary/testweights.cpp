// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/encoderlibrary/testweights.h"

#include "core/base/files.h"
#include "core/engine/weights/safetensorsheader.h"

#include <QCryptographicHash>

namespace flawscope::test {

QByteArray tinyWeights(int seed)
{
    std::map<std::string, SafetensorsEntry> entries;
    const auto add = [&](const std::string &name, std::vector<std::int64_t> shape) { entries[name] = {ElementType::F32, std::move(shape)}; };
    const auto addNorm = [&](const std::string &name) {
        for (const char *part : {".weight", ".bias", ".running_mean", ".running_var"})
            add(name + part, {64});
    };
    add("conv1.weight", {64, 3, 7, 7});
    addNorm("bn1");
    for (const char *block : {"layer1.0", "layer1.1"}) {
        for (const char *index : {"1", "2"}) {
            add(std::string(block) + ".conv" + index + ".weight", {64, 64, 3, 3});
            addNorm(std::string(block) + ".bn" + index);
        }
    }
    const SafetensorsHeader header = makeSafetensorsHeader(entries, {}, "test");
    QByteArray bytes(header.bytes.data(), static_cast<qsizetype>(header.bytes.size()));
    for (const std::string &name : header.dataOrder) {
        std::int64_t count = 1;
        for (const std::int64_t extent : entries.at(name).shape)
            count *= extent;
        for (std::int64_t i = 0; i < count; ++i) {
            const float value = 0.001F * static_cast<float>((i * 31 + seed) % 97);
            bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
        }
    }
    return bytes;
}

std::string digits(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().toStdString();
}

DownloadableFile publishedAs(const QByteArray &content)
{
    const std::string hash = digits(content);
    return {"resnet18", "resnet18-" + hash.substr(0, 8) + ".safetensors", static_cast<std::uint64_t>(content.size()), hash, "BSD-3-Clause"};
}

QByteArray contentOf(const std::filesystem::path &file)
{
    const std::vector<std::uint8_t> bytes = readFile(file);
    return {reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

void writeTo(const std::filesystem::path &file, const QByteArray &content)
{
    writeFileAtomically(file, std::string_view(content.constData(), static_cast<std::size_t>(content.size())));
}

std::string errorOf(const std::function<void()> &action, ErrorCode *code)
{
    try {
        action();
    } catch (const Error &error) {
        if (code)
            *code = error.code();
        return error.what();
    }
    return {};
}

} // namespace flawscope::test
