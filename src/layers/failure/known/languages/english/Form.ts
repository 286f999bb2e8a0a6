import { of, type Verdict } from "../../Verdict.ts"

const correct = "Correct the statement: the message names what it is about"

const absent = of("Rejected", "the statement names what the server does not have, or does not have so", [
  "Run aquifer migrate, or correct the name, its schema or search_path",
  "Look whether the URL names the database that has it"
])
const present = of("Rejected", "what the statement makes is there already", [
  "Use IF NOT EXISTS or another name, or do not run the same change twice"
])
/** Shared with words that no form has. */
export const denied = of("Rejected", "the role lacks the privilege for this", [
  "Grant it, or use the role that has it (migrations: DirectPg)"
])
const unsupported = of("Rejected", "the server does not support this, or not here", [
  correct,
  "Compare the server's version and its extensions with those that the statement is written for"
])
const tooMuch = of("Rejected", "a value or a statement is larger than its type or Postgres can take", [
  "Shorten or split it, or widen its type"
])
const notSo = of("Rejected", "the statement, or a value in it, is not valid as it is", [
  `${correct}; LINE and HINT, where they are there, say where and how`
])
const notNow = of("Rejected", "the object or the transaction is not in a state that allows this", [
  "Look at the state that the message names; the same statement may succeed once it has changed"
])
const internal = of(
  "Unclassified",
  "the server met a state that it does not expect",
  [
    "Look into the server's log at this moment, with the statement; upgrade to the newest minor version",
    "If it comes again, check the data and indexes with amcheck and report it"
  ],
  { statement: "rolled back" }
)
const raised = of("Rejected", "a routine of the schema refused it, or failed", ["Look at the routine"])

/** Forms of what Postgres says of a statement. */
export type Form = readonly [means: Verdict | string, ...says: ReadonlyArray<RegExp>]

/** What Postgres says of its own state: in numbers and in names of its source, which it has for no user. */
const states: ReadonlyArray<RegExp> = [
  /^(?:unrecognized|unexpected|wrong) [^"]*[ :(](?:0x)?\d+\)?(?: in [\w ]+)?$/,
  /^(?:unknown (?!OpenSSL)|unsupported (?!format)|invalid (?!.*(?:large.object|mask|dimensions|block|encoding|limit|whence|code point|timeline|must be|\b[A-Za-z]+OID)\b))[^"]*[ :(](?:0x)?\d+\)?(?: in [\w ]+)?$/,
  /^[a-z]+_[a-z_]+(?:\(\))? (?:failed|called|returned)|\bwith OID \d+$|\b1-D\b|^\w+\(\w*\)(?: \w+)? failed|^\w+: unexpected state /,
  /^unexpected (?!EOF|delimiter|end of line|"=|message type|result (?:after|set)|default marker)/,
  /^unrecognized (?![^"]*"|critical|database mode|configuration)|^unknown (?!OpenSSL)/,
  /^could not find (?!an? (?:function|procedure|aggregate)|array type|element type|function|jsonpath|multirange|suitable|free|replication)/,
  /^failed to (?!load|connect|switch|send)|^attempted to |^no relation entry|^missing (?:support|output|input) function/,
  /\b(?:SPI(?:_\w+)?|subplans?|pathkeys?|varno|attnum|tupdesc|relcache|syscache|bitmapset|DS[AM]|opfamily|indexqual|mergeclause|placeholder|pg_\w+ entry|binary_upgrade\w*|xlog)\b/,
  /\b(?:node type|tuple type|target list|jsonb? (?:container|value|token|array value|object|iterator|scalar) (?:type|state)|jsonpath item type|lock (?:mode|status|tuple)|exchange state|range bound|history file|toast data|magic number|t_bits|tuplestore|tlist|(?:hash|lock) table corrupted)\b/,
  /^[a-z].*\b(?!WebAssembly|OpenSSL|PostgreSQL|JavaScript|DateStyle|TimeZone|IntervalStyle|DocType|AffFile|DictFile|StopWords|MarkPos|GeoJSON|TopoJSON)[A-Z][a-z]+(?:[A-Z][a-z]+)+\b(?:\(\)|:| |$)(?![^"]*" does not exist)/
]

/** Rules of pg_hba.conf, and whom a server asks by them. */
const rules: ReadonlyArray<RegExp> = [
  /^(?:host(?:no)?(?:ssl|gssenc) record|client(?:cert|name) can only|(?:cert|gssapi|peer|ident|sspi|pam) authentication is)\b/,
  /^(?:authentication (?:option|method "[^"]*" requires)|unrecognized authentication option|multiple values (?:in ident field|specified for))\b/,
  /^invalid (?:CIDR mask|IP (?:mask|address) ".*": |value for client(?:cert|name))/,
  /\b(?:RADIUS (?:\w+ list|servers?|secrets|ports|identifiers)|ldap\w+|LDAP (?:URL|port))\b/
]

/** What amcheck finds. */
const inIndex: ReadonlyArray<RegExp> = [
  /^(?!invalid (?:input|value)|cannot )[^"]*\b(?:blocks?|pages?|tuples?|posting|tids?|downlink|fork|metapage)\b.*\bindex "/,
  /^index "[^"]*"(?: has wrong tuple|: (?:posting|internal|tid|tuple))/
]

/**
 * What a message of Postgres is about by its form alone: there are some six thousand, and most of them say in one of these
 * few ways that the statement was not accepted. They are common English, so they count only behind Postgres' own mark,
 * and only if no wording of the tables is there. The first that fits counts.
 */
export const forms: ReadonlyArray<Form> = [
  ["08006", /\b(?:WAL stream(?:ing)?|streaming COPY|publisher|primary server|end-of-streaming)\b[^:]*: /],
  ["XX002", ...inIndex],
  ["F0000", ...rules],
  [
    "53200",
    /\b(?:could not|cannot|unable to) (?:re)?allocate (?:\w+ )?memory\b|\bout of memory\b|\binsufficient (?:virtual )?memory\b/i
  ],
  [internal, ...states],
  [
    denied,
    /^(?:permission denied|must be (?:owner|superuser|member|able|a superuser)|only (?:superusers?|roles?|the )|not authorized)\b/,
    /\bmust (?:be|have) (?:superuser|a superuser|admin option|privileges?|CREATE\w*)\b/
  ],
  [absent, /\b(?:does|do) not exist\b/, /\bnot found\b/, /^no such\b/, /^there is no\b/],
  [present, /\b(?:already|still) exists?\b/, /\bspecified (?:more than once|twice|multiple times)\b/],
  [
    unsupported,
    /\b(?:not|un|in)(?: yet| currently)? ?(?:supported|implemented)\b|\b(?:is|are) (?:not )?(?:disabled|available)\b/
  ],
  [
    tooMuch,
    /\bout of range\b|\btoo (?:long|large|many|big|small|short|few|complex)\b|\b(?:over|under)flow\b|\bexceeds?(?:ed)?\b|\bat most\b|\blimit\b/
  ],
  [
    notSo,
    /^(?:syntax error|unterminated|invalid|malformed|unrecognized|unknown|conflicting|redundant|duplicate|ambiguous|incompatible|incorrect|wrong|mismatched|missing (?:entry|data|option|keyword|value|argument|field|left|right|name|dimension|start|file|column|operator|parameter|FROM|[A-Z]{3,})|improper|illegal|unexpected|empty|multiple|improperly|undefined|unmatched|extra|trailing)\b/,
    /\b(?:is|are|was|were) (?:not )?(?:a|an|the|of|in|valid|recognized|unique|ambiguous|required|needed|accepted|allowed|permitted|immutable|incompatible|inconsistent|defined|specified|reserved|missing|null|empty|redundant|invalid|mutually)\b/,
    /\b(?:not|only) (?:allowed|permitted|valid|defined|unique|accepted|recognized)\b/,
    /\b(?:can|may|must|cannot|can't|need|needs)\b|\b(?:has|have|does|do|did) (?:not|no)\b/,
    /^could not (?:determine|identify|find|parse|convert|resolve|coerce|choose|implement|make|form)\b/,
    /\b(?:requires?|mismatch(?:ing)?|differs?|different|instead of|conflicts?|violates|expected|misplaced|inconsistent|disagree|overlaps?|appears?|only (?:available|supported|used|for|superusers?)|more than (?:once|one))\b/,
    /\bnot (?:possible|between|consistent|referenced|part|installed|registered|used|given|within|alone|equal|accept|applicable|match|in)\b|\bout of (?:valid range|bounds|the valid range)\b/,
    /\bwould (?:be|create|cause|overlap|exceed|not)\b|\b(?:is|are|was|were) (?:marked|referenced|used|ignored|involved|declared|not|already|still|assigned|at)\b|\bwas (?:expected|found|specified)\b/,
    /\b(?:at or near|at end of input|at character \d+)\b|\bhas (?:wrong|arguments|type|an?|\d+|more|fewer|incompatible|conflicting|pseudo-type)\b|\b(?:references|specifies|contains|specified for|specified without)\b/
  ],
  [
    notNow,
    /\balready\b|\bin progress\b|\bpending\b|\bconcurrently\b|\bconcurrent transaction\b|\b(?:is|was|are|has|have) (?:still|not|been)\b|\bnot (?:open|running|active|enabled|loaded|ready)\b/
  ],
  [raised, /\bfunction\b|\btrigger\b|\breturn(?:ed)?\b|^(?:program|command|shell command) "[^"]*" failed/]
]
