const secretName = "[\\w-]*(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|authorization)\\w*"

/** Takes credentials out of a text that is otherwise fit to be shown. */
export const withoutCredentials = (text: string): string =>
  text
    .replaceAll(/\b[a-z][a-z0-9+.-]*:\/\/(?:[^\n]*@)?[^\s"'<>]*/gi, "…") // a password may have blanks in it
    .replaceAll(
      new RegExp(
        `\\b(${secretName})(["']?\\s*(?:=>|:=|=|:(?!:))\\s*)("[^"]*"|'[^']*'|[^\\s,;&)}\\]]+)`,
        "gi"
      ),
      "$1$2…"
    )
    .replaceAll(/\beyJ[\w-]{8,}(?:\.[\w-]+){0,2}/g, "…")
