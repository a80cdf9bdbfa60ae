# SPDX-FileCopyrightText: 2026 The Flawscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# LibTorch as the target LibTorch::LibTorch: Debian's package, or the `torch` folder of a wheel (FLAWSCOPE_TORCH_ROOT).
# Torch's own TorchConfig.cmake asks for the whole CUDA toolkit to link a prebuilt library, so it is not used.
# LibTorch_CUDA says whether this LibTorch can use a GPU.

set(FLAWSCOPE_TORCH_ROOT "" CACHE PATH "Folder of another LibTorch (with include/ and lib/); empty: the system's")

# Another root must not leave the libraries of the one before in the cache.
if(NOT "${FLAWSCOPE_TORCH_ROOT}" STREQUAL "${LibTorch_root_of_cache}")
    foreach(_name LibTorch_INCLUDE_DIR LibTorch_torch_LIBRARY LibTorch_torch_cpu_LIBRARY LibTorch_c10_LIBRARY
                  LibTorch_torch_cuda_LIBRARY LibTorch_c10_cuda_LIBRARY)
        unset(${_name} CACHE)
    endforeach()
endif()
set(LibTorch_root_of_cache "${FLAWSCOPE_TORCH_ROOT}" CACHE INTERNAL "")

if(FLAWSCOPE_TORCH_ROOT)
    set(_where HINTS "${FLAWSCOPE_TORCH_ROOT}" NO_DEFAULT_PATH PATH_SUFFIXES)
else()
    set(_where PATH_SUFFIXES)
endif()
find_path(LibTorch_INCLUDE_DIR ATen/ATen.h ${_where} include)
foreach(_lib torch torch_cpu c10 torch_cuda c10_cuda)
    find_library(LibTorch_${_lib}_LIBRARY ${_lib} ${_where} lib)
endforeach()

# The macros stand in the first of these up to 2.8 and in the second since.
foreach(_header torch/csrc/api/include/torch/version.h torch/headeronly/version.h)
    if(LibTorch_INCLUDE_DIR AND EXISTS "${LibTorch_INCLUDE_DIR}/${_header}")
        file(READ "${LibTorch_INCLUDE_DIR}/${_header}" _text)
        if(_text MATCHES "TORCH_VERSION_MAJOR ([0-9]+).*TORCH_VERSION_MINOR ([0-9]+).*TORCH_VERSION_PATCH ([0-9]+)")
            set(LibTorch_VERSION "${CMAKE_MATCH_1}.${CMAKE_MATCH_2}.${CMAKE_MATCH_3}")
        endif()
    endif()
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch
    REQUIRED_VARS LibTorch_torch_LIBRARY LibTorch_torch_cpu_LIBRARY LibTorch_c10_LIBRARY LibTorch_INCLUDE_DIR
    VERSION_VAR LibTorch_VERSION)

if(LibTorch_FOUND AND NOT TARGET LibTorch::LibTorch)
    add_library(LibTorch::LibTorch INTERFACE IMPORTED)
    target_include_directories(LibTorch::LibTorch SYSTEM INTERFACE
        "${LibTorch_INCLUDE_DIR}" "${LibTorch_INCLUDE_DIR}/torch/csrc/api/include")
    set(_libs "${LibTorch_torch_LIBRARY}" "${LibTorch_torch_cpu_LIBRARY}" "${LibTorch_c10_LIBRARY}")

    set(LibTorch_CUDA FALSE)
    if(LibTorch_torch_cuda_LIBRARY AND LibTorch_c10_cuda_LIBRARY)
        set(LibTorch_CUDA TRUE)
        # Nothing of ours refers to these by symbol; they register the CUDA kernels when they are loaded.
        list(APPEND _libs "-Wl,--no-as-needed" "${LibTorch_torch_cuda_LIBRARY}" "${LibTorch_c10_cuda_LIBRARY}" "-Wl,--as-needed")
    endif()

    if(FLAWSCOPE_TORCH_ROOT)
        # A wheel's libraries find NVIDIA's wheels beside them by their own run path; only the linker must be told.
        file(GLOB _nvidia LIST_DIRECTORIES TRUE "${FLAWSCOPE_TORCH_ROOT}/../nvidia/*/lib")
        foreach(_dir "${FLAWSCOPE_TORCH_ROOT}/lib" ${_nvidia})
            list(APPEND _libs "-Wl,-rpath-link,${_dir}")
        endforeach()
    else()
        # OpenBLAS with threads of its own fights with ATen's OpenMP (a product of 256×192×384 takes 12 ms instead of 0.2),
        # and wins Debian's alternatives wherever something else installed it. DT_RPATH, unlike DT_RUNPATH, also
        # counts for the BLAS that libtorch_cpu.so loads, so the right one is taken without touching the system.
        get_filename_component(_libdir "${LibTorch_torch_cpu_LIBRARY}" DIRECTORY)
        if(EXISTS "${_libdir}/openblas-openmp/libblas.so.3")
            list(APPEND _libs "-Wl,--disable-new-dtags,-rpath,${_libdir}/openblas-openmp")
        endif()
    endif()
    target_link_libraries(LibTorch::LibTorch INTERFACE ${_libs})

    # Wheels before 2.6 were built for the C++ library's old strings; everything of ours must then agree, and Debian's
    # OpenCV and Qt cannot.
    file(STRINGS "${LibTorch_c10_LIBRARY}" _new_strings REGEX "__cxx11" LIMIT_COUNT 1)
    if(NOT _new_strings)
        if(NOT FLAWSCOPE_ENGINE_ONLY)
            message(FATAL_ERROR "${LibTorch_c10_LIBRARY} (LibTorch ${LibTorch_VERSION}) uses the old std::string and cannot be linked "
                "with this system's OpenCV and Qt. Use LibTorch 2.6 or later, or the system's.")
        endif()
        add_compile_definitions(_GLIBCXX_USE_CXX11_ABI=0)
    endif()
endif()
mark_as_advanced(LibTorch_INCLUDE_DIR)
