import { type Phase, type Progress, unbegun } from "../deadline/CurrentDeadline.ts"

/** How far a batch has come; the deadlines around its callers are told. */
export class BatchProgress implements Progress {
  #phase: Phase = "queued"
  #sent = false
  #committing = 0
  #advice = unbegun().advice
  readonly #followers: Array<Progress> = []
  /** Those to whom nothing had been sent before this was. */
  readonly #first = new Set<Progress>()

  follow(progress: Progress | undefined): void {
    if (progress !== undefined) this.#followers.push(progress)
  }

  unfollow(): void {
    this.#followers.length = 0
  }

  get phase(): Phase {
    return this.#phase
  }

  set phase(phase: Phase) {
    this.#phase = phase
    for (const follower of this.#followers) follower.phase = phase
  }

  get committing(): number {
    return this.#committing
  }

  set committing(committing: number) {
    const more = committing - this.#committing
    this.#committing = committing
    for (const follower of this.#followers) follower.committing += more
  }

  get advice(): Progress["advice"] {
    return this.#advice
  }

  set advice(advice: Progress["advice"]) {
    this.#advice = advice
    for (const follower of this.#followers) follower.advice = advice
  }

  get sent(): boolean {
    return this.#sent
  }

  set sent(sent: boolean) {
    this.#sent = sent
    for (const follower of this.#followers) {
      if (sent && !follower.sent) this.#first.add(follower)
      if (sent || this.#first.has(follower)) follower.sent = sent
    }
    if (!sent) this.#first.clear()
  }
}
