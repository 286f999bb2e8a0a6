/** Tables that are known here by name, and the command that makes them. */
const makers: ReadonlyArray<readonly [command: string, tables: ReadonlyArray<string>]> = [
  ["aquifer migrate --with queue", ["effect_queue", "effect_queue_migrations"]],
  ["aquifer migrate --with cache", ["effect_persistence", "effect_key_value_store"]],
  [
    "aquifer migrate --with cluster",
    [
      "cluster_messages",
      "cluster_replies",
      "cluster_migrations",
      "cluster_runners",
      "cluster_locks",
      "cluster_runner_migrations"
    ]
  ],
  [
    "aquifer migrate",
    [
      ...["batches", "changes", "leases", "listeners", "operations", "staging"].map(
        (name) => `aquifer_${name}`
      ),
      ...["cache", "changes", "documents", "leases", "listeners", "lookups", "metadata"].map(
        (name) => `research_${name}`
      ),
      "research_operations",
      "research_staging"
    ]
  ]
]

/** What names one of a command's tables, and no other that begins or ends like it. */
export const named: ReadonlyArray<readonly [command: string, text: RegExp]> = makers.map(
  ([command, tables]) => [command, new RegExp(`(?<![\\w$])(?:${tables.join("|")})(?![\\w$])`)]
)

/** Whether a name is that of one of these tables, in whatever schema. */
export const has = (name: string): boolean => {
  const own = name.slice(name.lastIndexOf(".") + 1)
  return makers.some(([, tables]) => tables.includes(own))
}
