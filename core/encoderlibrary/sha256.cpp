// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoderlibrary/sha256.h"

#include "core/base/error.h"
#include "core/base/files.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <openssl/evp.h>
#include <vector>

namespace flawscope {

namespace {

constexpr std::size_t kPiece = 1 << 20;

[[noreturn]] void throwUnreadable(const std::filesystem::path &file)
{
    throw Error(ErrorCode::Unreadable, "Cannot read " + displayPath(file) + ": " + std::strerror(errno ? errno : EIO) + ".");
}

} // namespace

Sha256::Sha256() : m_state(EVP_MD_CTX_new(), EVP_MD_CTX_free)
{
    require(m_state && EVP_DigestInit_ex(m_state.get(), EVP_sha256(), nullptr) == 1, "OpenSSL offers SHA-256");
}

void Sha256::add(std::span<const std::uint8_t> bytes)
{
    require(EVP_DigestUpdate(m_state.get(), bytes.data(), bytes.size()) == 1, "SHA-256 takes bytes");
}

std::string Sha256::digits()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned int size = 0;
    require(EVP_DigestFinal_ex(m_state.get(), bytes.data(), &size) == 1, "SHA-256 ends once");
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
        text += "0123456789abcdef"[bytes[i] >> 4];
        text += "0123456789abcdef"[bytes[i] & 15];
    }
    return text;
}

std::string readThrough(const std::filesystem::path &file, const std::function<void(std::span<const std::uint8_t>)> &take, const RunContext &context)
{
    std::error_code error;
    if (std::filesystem::is_directory(file, error))
        errno = EISDIR;
    std::ifstream stream;
    if (!error && !std::filesystem::is_directory(file, error)) {
        errno = 0;
        stream.open(file, std::ios::binary);
    }
    if (!stream.is_open())
        throwUnreadable(file);
    Sha256 hash;
    std::vector<char> piece(kPiece);
    for (;;) {
        context.throwIfStopped();
        stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        const std::span bytes(reinterpret_cast<const std::uint8_t *>(piece.data()), static_cast<std::size_t>(stream.gcount()));
        hash.add(bytes);
        if (take)
            take(bytes);
        if (stream.bad())
            throwUnreadable(file);
        if (!stream)
            return hash.digits();
    }
}

std::string sha256OfFile(const std::filesystem::path &file, const RunContext &context)
{
    return readThrough(file, {}, context);
}

} // namespace flawscope
