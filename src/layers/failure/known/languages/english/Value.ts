import type { Said } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const spatial = of("Rejected", "PostGIS does not take this geometry, or not together with the other", [
  "Compare SRID, type and dimensions with the column's: ST_SetSRID, ST_Transform, ST_MakeValid, ST_Force2D"
])

/** Postgres' English words of values. */
export const value: ReadonlyArray<Said> = [
  ["22001", "value too long for type %s"],
  [
    "22003",
    "smallint out of range",
    "numeric value out of range",
    "integer out of range",
    "numeric field overflow",
    'value "%s" is out of range for type %s',
    "bigint out of range"
  ],
  ["22007", "invalid input syntax for type timestamp%s"],
  [
    "22008",
    "timestamp out of range",
    'timestamp out of range: "%s"',
    "date/time field value out of range: %s"
  ],
  ["22012", "division by zero"],
  ["22021", 'invalid byte sequence for encoding "%s"%s'],
  [
    "22023",
    "invalid interval value for time zone: %s",
    'time zone "%s" not recognized',
    "cannot extract elements from a scalar",
    "cannot extract elements from an object",
    "cannot call %s on a non-array",
    "cannot call %s on a scalar",
    'unrecognized parameter "%s"',
    'invalid value for parameter "%s"%s'
  ],
  ["22P02", "invalid input syntax for %s", "invalid input value for enum %s", "malformed array literal: %s"],
  [
    "22P05",
    "unsupported Unicode escape sequence",
    'character with byte sequence %s in encoding "%s" has no equivalent in encoding "%s"'
  ],
  ["2201B", "invalid regular expression: %s"],
  ["22000", "expected %d dimensions, not %d", "different vector dimensions %d and %d"],
  [
    "22P04",
    "extra data after last expected column",
    'missing data for column "%s"',
    "unterminated CSV quoted field",
    "literal carriage return found in data",
    "unquoted carriage return found in data",
    "unquoted newline found in data",
    "literal newline found in data"
  ],
  ["2201W", "LIMIT must not be negative"],
  ["2201X", "OFFSET must not be negative"],
  [
    "2200H",
    'nextval: reached maximum value of sequence "%s" (%d)',
    'nextval: reached minimum value of sequence "%s" (%d)'
  ],
  [
    "2202E",
    "array subscript out of range",
    "wrong number of array subscripts",
    "multidimensional arrays must have array expressions with matching dimensions"
  ],
  ["2201E", "cannot take logarithm of zero", "cannot take logarithm of a negative number"],
  ["2201F", "cannot take square root of a negative number", "zero raised to a negative power is undefined"],
  ["22011", "negative substring length not allowed"],
  [
    "22004",
    "query string argument of EXECUTE is null",
    'null value cannot be assigned to variable "%s" declared NOT NULL'
  ],
  [
    spatial,
    "Operation on mixed SRID geometries",
    "Geometry type (%s) does not match column type (%s)",
    "Geometry SRID (%d) does not match column SRID (%d)",
    "parse error - invalid geometry",
    "Input geometry has unknown (%d) SRID",
    "Column has Z dimension but geometry does not",
    "Geometry has Z dimension but column does not",
    "Column has M dimension but geometry does not",
    "Geometry has M dimension but column does not",
    "Only lon/lat coordinate systems are supported in geography",
    "Coordinate values were coerced into range",
    "geometry contains non-closed rings",
    "geometry requires more points",
    "Cannot find SRID (%d) in spatial_ref_sys",
    "Relate Operation called with a LWGEOMCOLLECTION type%s",
    "TopologyException: %s"
  ]
]
