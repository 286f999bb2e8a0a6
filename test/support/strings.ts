/** Text that has broken other stores, and has to come back byte for byte. */
export const naughtyStrings: ReadonlyArray<string> = [
  "'; DROP TABLE research_cache; --",
  '" OR ""="',
  "%_\\",
  "$1 $$ $tag$",
  "NULL",
  "undefined",
  "__proto__",
  "constructor",
  "{}",
  "[]",
  "\u00e9 and e\u0301",
  "\u202eright to left\u202c",
  "👩‍👩‍👧‍👦",
  "\ufffe\uffff\u{10ffff}",
  "\ufffd",
  "tab\tand\nnewline\r\nand \u000b\u0001",
  "Ω≈ç√∫˜µ≤≥÷",
  "表ポあA鷗ŒéＢ逍Üßªąñ丂㐀𠀀",
  "<script>alert(1)</script>",
  "../../../../etc/passwd%00",
  "1e400",
  "-0",
  "\\u0000",
  '{"a":"\\u0000"}'
]

/** Text that Postgres could not give back, with what the refusal says of it. */
export const unstorableStrings: ReadonlyArray<readonly [text: string, problem: string]> = [
  ["a\0b", "NUL"],
  ["\ud800", "lone surrogate"],
  ["\udc00x", "lone surrogate"]
]
