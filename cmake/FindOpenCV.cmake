# SPDX-FileCopyrightText: 2026 The Flawscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# OpenCV by component, as the targets opencv_core, opencv_imgproc, …: from OpenCV's own package configuration where there is
# one, else from the headers and libraries. Debian puts that configuration into libopencv-dev, which needs 63 packages and
# 370 MB more (VTK, HDF5, Qt 5, …) than the -dev packages of the components that we use.

find_package(OpenCV QUIET CONFIG COMPONENTS ${OpenCV_FIND_COMPONENTS})
if(OpenCV_FOUND)
    return()
endif()

find_path(OpenCV_INCLUDE_DIR opencv2/core/version.hpp PATH_SUFFIXES opencv4)
if(OpenCV_INCLUDE_DIR)
    file(READ "${OpenCV_INCLUDE_DIR}/opencv2/core/version.hpp" _text)
    if(_text MATCHES "CV_VERSION_MAJOR +([0-9]+).*CV_VERSION_MINOR +([0-9]+).*CV_VERSION_REVISION +([0-9]+)")
        set(OpenCV_VERSION "${CMAKE_MATCH_1}.${CMAKE_MATCH_2}.${CMAKE_MATCH_3}")
    endif()
endif()
foreach(_component IN LISTS OpenCV_FIND_COMPONENTS)
    find_library(OpenCV_${_component}_LIBRARY opencv_${_component})
    mark_as_advanced(OpenCV_${_component}_LIBRARY)
    if(OpenCV_${_component}_LIBRARY AND EXISTS "${OpenCV_INCLUDE_DIR}/opencv2/${_component}.hpp")
        set(OpenCV_${_component}_FOUND TRUE)
    endif()
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenCV REQUIRED_VARS OpenCV_INCLUDE_DIR VERSION_VAR OpenCV_VERSION HANDLE_COMPONENTS)

if(OpenCV_FOUND)
    foreach(_component IN LISTS OpenCV_FIND_COMPONENTS)
        if(NOT TARGET opencv_${_component})
            add_library(opencv_${_component} UNKNOWN IMPORTED)
            set_target_properties(opencv_${_component} PROPERTIES
                IMPORTED_LOCATION "${OpenCV_${_component}_LIBRARY}"
                INTERFACE_INCLUDE_DIRECTORIES "${OpenCV_INCLUDE_DIR}")
        endif()
    endforeach()
    # As in OpenCV's own configuration, every component brings the core.
    foreach(_component IN LISTS OpenCV_FIND_COMPONENTS)
        if(TARGET opencv_core AND NOT _component STREQUAL "core")
            target_link_libraries(opencv_${_component} INTERFACE opencv_core)
        endif()
    endforeach()
endif()
mark_as_advanced(OpenCV_INCLUDE_DIR)
