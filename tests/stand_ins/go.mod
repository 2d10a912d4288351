// The version of FerretDB: tools/setup.sh builds it from here.
module conduit/tests/stand_ins

go 1.26.0

require github.com/FerretDB/FerretDB v1.24.2
