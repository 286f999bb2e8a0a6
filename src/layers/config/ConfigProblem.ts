import { Config, ConfigProvider } from "effect"

/** A `ConfigError` of one sentence: the variable, what is wrong with it, the remedy. */
export const configProblem = (message: string): Config.ConfigError =>
  new Config.ConfigError(new ConfigProvider.SourceError({ message }))
