import { Exit, Schema } from "effect"

/** What tells keys apart: a text or a number itself, and of several fields the texts that the feed knows them by. */
export const identify = <Key>(key: Schema.Codec<Key, unknown>): ((key: Key) => unknown) => {
  const encode = Schema.encodeUnknownExit(Schema.toCodecStringTree(key))
  return (key) => {
    if (typeof key !== "object") return key
    const texts = encode(key)
    return Exit.isSuccess(texts) ? JSON.stringify(texts.value) : key // what is no key is found by nobody
  }
}
