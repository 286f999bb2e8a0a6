/** Lines that show something and tell of nothing: settings, metrics, comments, tables, programs, lists of changes. */
const shown: ReadonlyArray<RegExp> = [
  // A key and one word as its value; a failure is a key's value too.
  /^[^\S\n]*["']?(?!(?:\S*[-_.])?(?:error|err|message|msg|reason|detail|cause|code|status|fatal|level|exception|warning)\b)[\w.-]+["']? ?(?:=|:(?= )) ?(?:"[^"\n]*"|'[^'\n]*'|[^\s"',;]+)?[^\S\n]*,?[^\S\n]*(?:#[^\n]*)?$/i,
  /^[^\S\n]*[a-z]+(?:[_.-][a-z]+)*[_.-](?:timeout|connections|size|lifetime|retries|mode|method)(?: \(\w+\))?(?::|$)/,
  /^# (?:HELP|TYPE) |^\w+\{[^}\n]*\} [\d.e+-]+$|\.{5}/,
  /^\s*[{<](?!.*(?:error|fail|fatal|message|could not|cannot|exception)).*(?:":|<\/)/i, // settings in JSON or XML
  /^[^\S\n]*(?:#|--|\/\/|;|\/?\*+)[^\S\n]|\s(?:#|\/\/) [a-z]/,
  /^[^\S\n]*[\w-]+[^\S\n]+\|[^\S\n]*[\w.]+[^\S\n]*(?:$|\|)/,
  /(?:^| )(?:PASS|PASSED|ok \d+)\b|[\u2713\u2714] |<testcase\b/,
  /^[^\S\n]*(?:[*+-] (?:\w+: )?(?:fix|add|show|handle|improve|re\w+)|(?:Added|Bump|Fix(?:e[ds])?|Improved?) |[0-9a-f]{7,12} [A-Z]|(?:fix|feat|chore|docs|test|refactor|perf|ci)(?:\([\w-]+\))?!?: |- alert:)/i,
  /^[^\S\n]*(?:const|let|var|import|from|if|return|logger\.|log\.|raise|throw|def|function|fn|class|public|private|match|GRANT|REVOKE|ALTER|CREATE|CONSTRAINT|COMMENT ON)\b/,
  /[^=]={2}[^=>]|[^=]=>|\b(?:except|catch|rescue|WHEN|instanceof|case) |\bis [A-Z]\w+\.|\b(?:RuntimeError|Error)\("[^\n]*\)$|[{;]\s*$/,
  /\b(?:LOG|INFO|DEBUG|NOTICE|info|debug|notice)\b/
]

/** What a language says of a program's mistake, which may be one in a client. */
const mistakes =
  /\bCannot read propert\w+ |\bis not a function\b|\bModule not found: |\bNo module named |\blisten E[A-Z]+/

/** A server's words of a statement: of what a client, a pool or the network meets, it says nothing so. */
const ofStatement = /(?<!\p{L})ERROR: {2}(?=\S)/u

/** That something failed, this once. */
const certain =
  /\berror\b|\w(?:Error|Exception|Failure)\b|\bERRO?\b|\bfatal\b|\bpanic\b|\bsevere\b|\bcritical\b|\bfailed\b|\btimed out\b/i

/** The same, in words that prose has of every time too. */
const likely =
  /(?<!\b(?:0|no|zero) )\berr(?:ors)?\b|\bfailure\b|\btimed-out\b|\bcould ?n[o']t\b|\bcan ?not\b|\bcan't\b|\bunable to\b|\bimpossible\b|[\u2717\u2718\u274c]|\bg(?:a|i)v(?:e|ing) up\b|\b(?:exceeded|exhausted|reached|elapsed|refused|rejected)\b|\bwas (?:lost|dropped|reset|closed)\b|\bhung up\b|\b(?:did|does|is|was|were) not\b|\binvalid\b|\bmissing\b|\bexpired\b|\black(?:s|ing)?\b|\bnot permitted\b|\bdenied\b/i

/** What is said of every time, asked for, or went well. */
const general =
  /\b(?:when(?:ever)?|if|may|should|would|lets?|so that|by default|default is|decides?|determines?|specifies|typically|makes the|adds?|removes?|we recommend|instead of|looking for|how can|how do)\b|^\s*(?:how|which|what|is (?:it|there)|can (?:i|we)|do(?:es)?|and what|should)\b[^:"'`]*\?|\b0 (?:errors?|fail\w*)\b|\bexit(?:s|ed)?(?: with)?(?: code)? 0\b|\bsuccess\w*|\bcompleted?\b|\bfinished\b|\bhealthy\b|\bok\b|\bBye\b|\bDone\b/i

/** A logger's level says nothing of the sentence. */
const level = /\b(?:level|severity|lvl)["']?\s*[:=]\s*["']?\w+["']?/gi

const isTold = (whole: string, before: string, alone: boolean): boolean => {
  if ([...shown, mistakes, ofStatement].some((pattern) => pattern.test(whole))) return false
  const line = whole.replaceAll(level, "")
  if (certain.test(line)) return true
  return (alone || likely.test(line) || certain.test(before)) && !general.test(line)
}

/**
 * A text without the lines that tell of no failure, which may use all words of one; its lines stay as many. Whoever asks
 * about one line alone asks about a failure.
 */
export const alarming = (text: string): string => {
  const lines = text.split("\n")
  const alone = text.trim().split("\n").length === 1
  return lines
    .map((line, at) => (isTold(line, lines[at - 1] ?? "", alone) ? line.replaceAll(level, "") : ""))
    .join("\n")
}
