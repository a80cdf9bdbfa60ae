// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <source_location>
#include <stdexcept>
#include <string>

namespace flawscope {

/// What kind of thing went wrong; the window turns it into a translated headline.
enum class ErrorCode {
    BadInput,           ///< A file or folder that the user gave cannot be used.
    BadOption,          ///< An option is out of its range, or two contradict each other.
    BadFormat,          ///< A file is truncated, corrupt, or not what its name says.
    UnsupportedVersion, ///< A file was written by a newer Flawscope.
    Mismatch,           ///< Weights, model or masks do not fit what they are used with.
    Unreadable,         ///< The operating system refused to read.
    Unwritable,         ///< The operating system refused to write (rights, full disk).
    NoDevice,           ///< The wanted compute device does not exist.
    OutOfMemory,        ///< An allocation that the input asks for is too large.
    Cancelled,          ///< The user asked to stop; shown to nobody.
    Internal,           ///< A broken contract inside Flawscope.
};

/// The one exception that leaves the core. what() is a full sentence that names the file or field, the value and the limit.
class Error final : public std::runtime_error {
public:
    Error(ErrorCode code, const std::string &sentence) : std::runtime_error(sentence), m_code(code) {}

    [[nodiscard]] ErrorCode code() const noexcept { return m_code; }

private:
    ErrorCode m_code;
};

/// Throws ErrorCode::Internal with the caller's location unless @p condition holds; active in release builds too.
void require(bool condition, const char *contract, std::source_location where = std::source_location::current());

} // namespace flawscope
