# SPDX-FileCopyrightText: 2026 The Flawscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# LibTorch as the target LibTorch::LibTorch: Debian's package, or the `torch` folder of a wheel (FLAWSCOPE_TORCH_ROOT).
# Torch's own TorchConfig.cmake asks for the whole CUDA toolkit to link a prebuilt library, so it is not used.

set(FLAWSCOPE_TORCH_ROOT "" CACHE PATH "Folder of another LibTorch (with include/ and lib/); empty: the system's")

find_path(LibTorch_INCLUDE_DIR ATen/ATen.h
    HINTS "${FLAWSCOPE_TORCH_ROOT}/include" NO_CMAKE_FIND_ROOT_PATH)
if(FLAWSCOPE_TORCH_ROOT)
    set(_torch_find NO_DEFAULT_PATH)
endif()
foreach(_lib torch torch_cpu c10)
    find_library(LibTorch_${_lib}_LIBRARY ${_lib} HINTS "${FLAWSCOPE_TORCH_ROOT}/lib" ${_torch_find})
endforeach()
foreach(_lib torch_cuda c10_cuda)
    find_library(LibTorch_${_lib}_LIBRARY ${_lib} HINTS "${FLAWSCOPE_TORCH_ROOT}/lib" ${_torch_find})
endforeach()
unset(_torch_find)

if(LibTorch_INCLUDE_DIR AND EXISTS "${LibTorch_INCLUDE_DIR}/torch/csrc/api/include/torch/version.h")
    file(STRINGS "${LibTorch_INCLUDE_DIR}/torch/csrc/api/include/torch/version.h" _version REGEX "define TORCH_VERSION \"")
    string(REGEX REPLACE ".*\"([0-9.]+).*" "\\1" LibTorch_VERSION "${_version}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch
    REQUIRED_VARS LibTorch_torch_LIBRARY LibTorch_torch_cpu_LIBRARY LibTorch_c10_LIBRARY LibTorch_INCLUDE_DIR
    VERSION_VAR LibTorch_VERSION)

if(LibTorch_FOUND AND NOT TARGET LibTorch::LibTorch)
    add_library(LibTorch::LibTorch INTERFACE IMPORTED)
    target_include_directories(LibTorch::LibTorch SYSTEM INTERFACE
        "${LibTorch_INCLUDE_DIR}" "${LibTorch_INCLUDE_DIR}/torch/csrc/api/include")
    set(_libs "${LibTorch_torch_LIBRARY}" "${LibTorch_torch_cpu_LIBRARY}" "${LibTorch_c10_LIBRARY}")
    if(LibTorch_torch_cuda_LIBRARY)
        # Nothing of ours refers to these by symbol; they register the CUDA kernels when they are loaded.
        list(APPEND _libs "-Wl,--no-as-needed" "${LibTorch_torch_cuda_LIBRARY}" "${LibTorch_c10_cuda_LIBRARY}" "-Wl,--as-needed")
    endif()
    target_link_libraries(LibTorch::LibTorch INTERFACE ${_libs})
endif()
mark_as_advanced(LibTorch_INCLUDE_DIR)
