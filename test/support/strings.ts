/** The characters of a range of code points, in runs of so many, between letters that show whether they moved. */
const runs = (from: number, to: number, length = 16): ReadonlyArray<string> =>
  Array.from({ length: Math.ceil((to - from + 1) / length) }, (_, run) => {
    const start = from + run * length
    const points = Array.from({ length: Math.min(length, to - start + 1) }, (_, at) => start + at)
    return `a${String.fromCodePoint(...points)}b`
  })

/** Each of them alone, at an end, and twice. */
const placed = (...texts: ReadonlyArray<string>): ReadonlyArray<string> =>
  texts.flatMap((text) => [text, `${text}end`, `start${text}`, `${text}${text}`])

/** Both forms of what can be written in two ways; a store that normalises makes them one. */
const bothForms = (...texts: ReadonlyArray<string>): ReadonlyArray<string> =>
  texts.flatMap((text) => [text.normalize("NFC"), text.normalize("NFD")])

/** Letters under piles of combining marks. */
const zalgo = (text: string, marks: number): string =>
  [...text]
    .map((letter, at) => {
      const pile = Array.from({ length: marks }, (_, mark) => 0x300 + ((at * 7 + mark * 13) % 112))
      return letter + String.fromCodePoint(...pile)
    })
    .join("")

const whitespace = [
  " ",
  "\t",
  "\n",
  "\r",
  "\r\n",
  "\v",
  "\f",
  "\u0085",
  "\u00a0",
  "\u1680",
  "\u2002",
  "\u2009",
  "\u200b",
  "\u2028",
  "\u2029",
  "\u202f",
  "\u205f",
  "\u2060",
  "\u3000",
  "\ufeff"
]

const scripts = [
  "Съешь ещё этих мягких булок",
  "Ξεσκεπάζω τὴν ψυχοφθόρα βδελυγμία",
  "いろはにほへとちりぬるを",
  "カタカナとｶﾀｶﾅ",
  "天地玄黃,宇宙洪荒",
  "다람쥐 헌 쳇바퀴",
  "สวัสดีชาวโลก",
  "नमस्ते दुनिया",
  "வணக்கம் உலகம்",
  "ជំរាបសួរ",
  "გამარჯობა",
  "բարեւ աշխարհ",
  "ሰላም ዓለም",
  "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ",
  "𐌰𐌱𐌲 𐍈",
  "𝔊𝔬𝔱𝔥𝔦𝔠 𝓈𝒸𝓇𝒾𝓅𝓉 𝟙𝟚𝟛",
  "𓀀𓂀𓆣",
  "𠜎𠜱𠝹𠱓",
  "Iıİi ſs ẞß ǅ ﬀﬃ",
  "ÅÅÅ µμ KK"
]

const rightToLeft = [
  "שלום עולם",
  "مرحبا بالعالم",
  "שלום hello مرحبا 123",
  "\u200fmark\u200e",
  "\u202eturned\u202c",
  "\u2066isolated\u2069",
  "\u2067\u202bunclosed",
  "ﷺ",
  "test\u202egpj.exe"
]

const emoji = [
  "😀",
  "👍🏽",
  "👩‍👩‍👧‍👦",
  "🏳️‍🌈",
  "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
  "🇫🇷🇯🇵",
  "🇫",
  "1️⃣#️⃣",
  "❤️❤︎",
  "👩🏿‍🚀🧑🏻‍🤝‍🧑🏾",
  "\u200d",
  "a\u200cb\u200dc",
  "\ufe0f\ufe0e"
]

const edges = [
  "",
  "\ufffd",
  "\ufffe",
  "\uffff",
  "\u{1fffe}\u{1ffff}",
  "\u{10ffff}",
  "\u{10000}",
  "\ud7ff\ue000",
  "\ufdd0\ufdef",
  "\u{e0001}\u{e007f}",
  "\ufff9anno\ufffatation\ufffb",
  "\u034f\u061c\u180e\u3164",
  "\u007f\u0080\u009f",
  "\ufeffstart"
]

const injections = [
  "'",
  "''",
  "'; --",
  "\\'; --",
  "'; DROP TABLE research_cache; --",
  "' OR '1'='1",
  "' OR 1=1 /*",
  "1; SELECT pg_sleep(10)",
  "') UNION SELECT usename, passwd FROM pg_shadow --",
  "' || (SELECT version()) || '",
  '"; DROP TABLE research_documents; --',
  '"research_cache"',
  "E'\\x27; DROP TABLE research_cache; --'",
  "U&'\\0027'",
  "$$; DROP TABLE research_cache; $$",
  "$tag$ quoted $tag$",
  "$1",
  "$1$2 ${x} :name ?",
  "/* comment",
  "*/ SELECT 1",
  "-- comment\nSELECT 1",
  "; COMMIT; DROP TABLE research_cache; BEGIN",
  "COPY research_cache TO PROGRAM 'id'",
  "\\copy t from /etc/passwd",
  "\\! id",
  "%",
  "_",
  "%' ESCAPE '",
  "\\%\\_\\\\",
  "ORDER BY 1 DESC",
  "id DESC; --",
  "\u02bc OR 1=1",
  "\uff07 OR 1=1",
  "a\\",
  "\\",
  "\\\\'",
  "{a,b}",
  '{"a",NULL}',
  "{}",
  "NULL",
  "(1,2)",
  "[1,2)",
  "ARRAY['a']",
  '{"$gt": ""}',
  "*)(uid=*",
  "' or count(/child::node())=1 or ''='"
]

const markup = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "<svg/onload=alert(1)>",
  "javascript:alert(1)",
  "<!--",
  "]]>",
  "<![CDATA[x",
  '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
  "&lt;&amp;&#0;&#x26;",
  "{{7*7}}${7*7}<%= 7*7 %>#{7*7}",
  "=cmd|' /C calc'!A0",
  "@SUM(1+1)"
]

const formats = [
  "%s%s%s%s",
  "%n%x%p%d",
  "%c%10000000s",
  "{0}{1}",
  "{}{name!r}",
  "%(name)s",
  "%%",
  "%00",
  "%0a%0d",
  "\\n\\t\\0\\x00",
  "\\u0000",
  '{"a":"\\u0000"}',
  "\\ud800",
  "&nbsp;",
  "`id`",
  "$(touch /tmp/x)",
  "$HOME ~ !!",
  "| cat /etc/passwd",
  "&& shutdown",
  '";id;"',
  "() { :; }; echo x",
  "${jndi:ldap://127.0.0.1/a}"
]

const words = [
  "undefined",
  "undef",
  "null",
  "nil",
  "None",
  "true",
  "False",
  "NaN",
  "Infinity",
  "-infinity",
  "__proto__",
  "constructor",
  "prototype",
  "hasOwnProperty",
  "toString",
  "valueOf",
  "__defineGetter__",
  "then",
  "CON",
  "PRN",
  "COM1",
  "select",
  "table",
  "user",
  "default"
]

const numbers = [
  "0",
  "-0",
  "+0",
  "00012",
  "1.00",
  "1/2",
  "1e2",
  "1e400",
  "-1e-400",
  "1_000",
  "1,000.00",
  "1.000,00",
  ".",
  "-.",
  "--1",
  "0x0",
  "0xffffffffffffffff",
  "0b11",
  "0o17",
  "9223372036854775807",
  "9223372036854775808",
  "-9223372036854775809",
  "9007199254740993",
  "0.1000000000000000055511151231257827",
  "١٢٣",
  "１２３",
  "½²³",
  "1#QNAN",
  "2147483648",
  "999999999999999999999999999999999999"
]

const dates = [
  "0000-00-00",
  "2023-02-29",
  "1969-12-31T23:59:60Z",
  "294277-01-01",
  "4714-11-23 BC",
  "infinity",
  "epoch",
  "now",
  "2016-12-31T23:59:60.5+14:00"
]

const paths = [
  "../../../../etc/passwd",
  "..\\..\\windows\\system32",
  "/dev/null",
  "/proc/self/environ",
  "C:\\",
  "\\\\server\\share",
  "file:///etc/passwd",
  "~root",
  "a/b//c/./d/../e",
  "name.",
  " name ",
  "-rf",
  "--help",
  "http://[::1]:5432/?a=b&a=c#d",
  "https://user:pass@host/%2e%2e/",
  "postgres://user:p%40ss@host:5432/db"
]

const terminal = [
  "\u001b[31mred\u001b[0m",
  "\u001b[2J\u001b[H",
  "\u001b]0;title\u0007",
  "\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\",
  "\u009b31m",
  "bell\u0007",
  "back\b\bspace",
  "over\rwritten",
  "\u001bc",
  '\u001bP$q"p\u001b\\'
]

const json = [
  "{",
  "[]",
  '"',
  '""',
  "[[[[[[",
  '{"a":1,"a":2}',
  '{"__proto__":{"x":1}}',
  '"\\"',
  '\\"',
  "\u2028\u2029 in JSON",
  "a:b, c",
  "// comment"
]

/** Text that has broken other stores, and has to come back byte for byte. */
export const naughtyStrings: ReadonlyArray<string> = [
  ...edges,
  ...runs(1, 31, 1),
  ...runs(0x7f, 0xff),
  ...placed(...whitespace),
  ...scripts,
  ...rightToLeft,
  ...emoji,
  ...bothForms("é", "Å", "ñ", "ệ", "각", "が", "ﬁ", "Ω", "ö̲", "ṩ", "שּׁ", "క్షే"),
  ...[1, 8, 40].map((marks) => zalgo("zalgo", marks)),
  ...runs(0x2190, 0x22ff, 32),
  ...injections,
  ...markup,
  ...formats,
  ...words,
  ...numbers,
  ...dates,
  ...paths,
  ...terminal,
  ...json
]

/** Those that can be a name: they stay as they are when they are trimmed, are not empty, and are not too long. */
export const naughtyNames: ReadonlyArray<string> = [
  ...new Set(naughtyStrings.filter((text) => text !== "" && text.trim() === text))
].filter((text) => Buffer.byteLength(text) <= 500)

/** Text that Postgres could not give back, with what the refusal says of it. */
export const unstorableStrings: ReadonlyArray<readonly [text: string, problem: string]> = [
  ["a\0b", "NUL"],
  ["\ud800", "lone surrogate"],
  ["\udc00x", "lone surrogate"]
]
