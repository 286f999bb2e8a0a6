import { assert, describe, it } from "@effect/vitest"
import * as MarkdownTitle from "../../../../src/services/research/source/MarkdownTitle.ts"

describe("MarkdownTitle", () => {
  it.each([
    ["the first heading of any level", "text\n\n## First\n\n# Second", "First"],
    ["no closing sequence", "# Title ##", "Title"],
    ["a # that belongs to the title", "# F# and C#", "F# and C#"],
    ["the markup inside it as written", "# `undici` [docs](x)", "`undici` [docs](x)"],
    ["a heading indented by three spaces", "   # Title", "Title"],
    ["a heading in a file with CRLF", "\r\n# Title\r\n", "Title"],
    ["a heading right below text", "text\n# Title", "Title"],
    ["a heading underlined with =", "Title\n=====", "Title"],
    ["a heading underlined with -", "\nTitle\n---\n# Later", "Title"],
    ["all lines of an underlined heading", "One\n  two\n===", "One two"]
  ])("gives %s", (_, text, title) => {
    assert.strictEqual(MarkdownTitle.find(text), title)
  })

  it.each([
    ["its front matter", "---\ntitle: Routing\ndescription: x\n---\n\n## What went wrong?\n", "Routing"],
    ["quotation marks", '---\ntitle: "Routing: how" # old\n---\n# x', "Routing: how"],
    ["single ones", "---\ntitle: 'C#'\n---\n# x", "C#"],
    ["a remark behind it", "---\ntitle: C# # the language\n---\n# x", "C#"],
    ["TOML", '+++\ntitle = "Routing"\n+++\n# x', "Routing"],
    ["marks inside", '---\ntitle: "Say \\"hi\\""\n---\n# x', 'Say "hi"'],
    ["single marks inside", "---\ntitle: 'It''s'\n---\n# x", "It's"],
    ["lines that are folded", "---\ntitle: >- # long\n  How\n  pages\nother: y\n---\n# x", "How pages"],
    ["lines that are kept", "---\ntitle: |\n  Routing\n---\n# x", "Routing"],
    ["a name in quotation marks", '---\n"title": Routing\n---\n# x', "Routing"],
    ["CRLF", "---\r\ntitle: Routing\r\n---\r\n# x", "Routing"],
    ["its end as YAML has it too", "---\ntitle: Routing\n...\n# x", "Routing"],
    ["a capital", "---\nTitle: Routing\n---\n# x", "Routing"],
    ["characters by their numbers", '---\ntitle: "Caf\\u00e9 \\xfc"\n---\n# x', "Café ü"],
    ["a title on the next line", "---\ntitle:\n  Routing\n---\n# x", "Routing"],
    ["a title that goes on", "---\ntitle: How\n  pages\nother: y\n---\n# x", "How pages"],
    ["quotation marks around two lines", "---\ntitle: 'How\n  pages'\n---\n# x", "How pages"],
    ["TOML's three marks", '+++\ntitle = """Routing"""\n+++\n# x', "Routing"]
  ])("takes the title that front matter gives, with %s", (_, text, title) => {
    assert.strictEqual(MarkdownTitle.find(text), title)
  })

  it.each([
    ["front matter without one", "---\ndescription: x\n# y: z\n---\n\n# Title"],
    ["a title that is a list", "---\ntitle: [x]\n---\n\n# Title"],
    ["a title that goes on below, and does not", "---\ntitle: >-\nother: x\n---\n\n# Title"],
    ["an empty title", "---\ntitle:\n---\n\n# Title"],
    ["a title that is none", "---\ntitle: ~\n---\n# Title"],
    ["a title of null", "---\ntitle: null # yet\n---\n# Title"],
    ["the title of a table of TOML", "+++\n[extra]\ntitle = 'x'\n+++\n# Title"],
    ["the title of something else", "---\nog:\n  title: x\nsubtitle: y\n---\n# Title"],
    ["front matter between +", "+++\n# x = 1\n+++\n# Title"],
    ["a fence of backticks", "```sh\n# comment\n```\n# Title"],
    ["a fence of tildes with backticks in it", "~~~\n```\n# comment\n~~~\n# Title"],
    ["a fence that only a longer one closes", "````\n```\n# comment\n````\n# Title"],
    ["indented code", "    # comment\n\n# Title"],
    ["a comment over several lines", "<!--\n# hidden\n-->\n# Title"],
    ["an empty heading", "#\n\n# Title"],
    ["a tag without a space", "#hashtag\n\n# Title"],
    ["seven marks", "####### x\n\n# Title"],
    ["a rule below indented code", "    code\n---\n# Title"],
    ["a rule below fenced code", "```\ncode\n```\n---\n# Title"],
    ["a rule for the first line", "---\n\n# Title"],
    ["a rule below a list", "- item\n  goes on\n---\n# Title"],
    ["a rule below a quote", "> quote\n---\n# Title"],
    ["a rule below nothing", "\n---\n# Title"],
    ["a table's second line", "| a |\n---\n# Title"]
  ])("looks past %s", (_, text) => {
    assert.strictEqual(MarkdownTitle.find(text), "Title")
  })

  it.each([
    ["no text", ""],
    ["no heading", "text\n\nmore"],
    ["only code", "```\n# comment"]
  ])("finds nothing in a text with %s", (_, text) => {
    assert.isUndefined(MarkdownTitle.find(text))
  })

  it("takes linear time on lines that are hard to match", () => {
    const size = 2_000_000
    for (const hard of [
      `# ${" ".repeat(size)}x`,
      `# ${"#".repeat(size)}x`,
      `${"`".repeat(size)}x\``,
      "=".repeat(size)
    ]) {
      assert.include([undefined, hard.slice(2).trim()], MarkdownTitle.find(`\n${hard}`))
    }
  }, 5_000)
})
