/** Milliseconds as messages say them: `4.2 s`, below a second `412 ms`; less than none is none. */
export const spanOfTime = (millis: number): string => {
  const whole = Math.max(0, Math.round(millis))
  return whole < 1_000 ? `${whole} ms` : `${(whole / 1_000).toFixed(1)} s`
}
