# embed_files(TARGET NAMESPACE ns SYMBOL name HEADER file DIRECTORY dir GLOB pattern...)
#
# Puts the files of a directory into the program, as a sorted table that the generated header declares:
#     namespace ns { std::span<const conduit::EmbeddedFile> name(); }
# The assembler's .incbin reads the bytes, so size costs no compile time.

function(embed_files target)
  cmake_parse_arguments(ARG "" "NAMESPACE;SYMBOL;HEADER;DIRECTORY" "GLOB" ${ARGN})
  get_filename_component(directory "${ARG_DIRECTORY}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
  set(files "")
  foreach(pattern IN LISTS ARG_GLOB)
    file(GLOB_RECURSE found CONFIGURE_DEPENDS "${directory}/${pattern}")
    list(APPEND files ${found})
  endforeach()
  if(NOT files)
    message(FATAL_ERROR "embed_files: nothing matches ${ARG_GLOB} in ${directory}")
  endif()
  list(SORT files)
  list(REMOVE_DUPLICATES files)

  set(assembly "    .section .rodata\n")
  set(declarations "")
  set(rows "")
  set(number 0)
  foreach(file IN LISTS files)
    file(RELATIVE_PATH name "${directory}" "${file}")
    set(label "conduit_embedded_${ARG_SYMBOL}_${number}")
    string(APPEND assembly "    .global ${label}\n    .global ${label}_end\n    .balign 16\n${label}:\n"
                           "    .incbin \"${file}\"\n${label}_end:\n    .byte 0\n")
    string(APPEND declarations "extern \"C\" const char ${label};\nextern \"C\" const char ${label}_end;\n")
    string(APPEND rows "      {\"${name}\", {&${label}, static_cast<std::size_t>(&${label}_end - &${label})}},\n")
    math(EXPR number "${number} + 1")
  endforeach()
  string(APPEND assembly "    .section .note.GNU-stack,\"\",%progbits\n")

  set(out "${CMAKE_CURRENT_BINARY_DIR}/embedded")
  file(CONFIGURE OUTPUT "${out}/${ARG_SYMBOL}.S" CONTENT "${assembly}" @ONLY)
  file(
    CONFIGURE OUTPUT "${out}/${ARG_HEADER}" @ONLY
    CONTENT
      "#pragma once\n\n#include \"base/embedded_file.hpp\"\n\n#include <span>\n\nnamespace ${ARG_NAMESPACE} {\n\n/// Made by embed_files() from ${ARG_DIRECTORY}.\n[[nodiscard]] std::span<const EmbeddedFile> ${ARG_SYMBOL}();\n\n}\n"
  )
  file(
    CONFIGURE OUTPUT "${out}/${ARG_SYMBOL}.cpp" @ONLY
    CONTENT
      "#include \"${ARG_HEADER}\"\n\n#include <array>\n#include <cstddef>\n\n${declarations}\nnamespace ${ARG_NAMESPACE} {\n\nstd::span<const EmbeddedFile> ${ARG_SYMBOL}() {\n  static const std::array<EmbeddedFile, ${number}> files{{\n${rows}  }};\n  return files;\n}\n\n}\n"
  )
  set_property(SOURCE "${out}/${ARG_SYMBOL}.S" APPEND PROPERTY OBJECT_DEPENDS "${files}")
  set_source_files_properties("${out}/${ARG_SYMBOL}.cpp" PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  target_sources(${target} PRIVATE "${out}/${ARG_SYMBOL}.cpp" "${out}/${ARG_SYMBOL}.S")
  target_include_directories(${target} PUBLIC "${out}")
endfunction()
