// SPDX-FileCopyrightText: 2026 The Flawscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/encoderlibrary/sha256.h"
#include "core/model/modelfile.h"
#include "core/workspace/projectjobs.h"

namespace flawscope {

namespace {

void requireModel(const Workspace &workspace, RunId run)
{
    std::error_code error;
    if (!std::filesystem::exists(workspace.modelPath(run), error))
        throw Error(ErrorCode::BadInput, "The run \"" + workspace.run(run).name + "\" has no model yet: its training has not ended.");
}

} // namespace

void exportModel(const Workspace &workspace, RunId run, const std::filesystem::path &path)
{
    requireModel(workspace, run);
    ModelFile file = loadModel(workspace.modelPath(run));
    const Decision decision = workspace.decision(run);
    if (decision.image)
        file.notes.imageThreshold = decision.image;
    if (decision.pixel)
        file.notes.pixelThreshold = decision.pixel;
    if (const std::shared_ptr<const RunScores> scores = workspace.scores(run))
        file.notes.scaleHi = scores->scaleHi();
    saveModel(path, file.model, file.notes);
}

void updateModelFile(Workspace &workspace, RunId run)
{
    if (workspace.readOnly())
        throw Error(ErrorCode::Unwritable, workspace.readOnlyReason());
    const std::filesystem::path path = workspace.modelPath(run);
    exportModel(workspace, run, path);
    const std::uint64_t bytes = std::filesystem::file_size(path);
    const std::string sha256 = sha256OfFile(path);
    workspace.changeRun(run, [&](RunRecord &record) {
        record.modelBytes = bytes;
        record.modelSha256 = sha256;
    });
}

void releaseRun(Workspace &workspace, RunId run)
{
    updateModelFile(workspace, run);
    workspace.release(run);
}

} // namespace flawscope
