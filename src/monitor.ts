// The monitor's live page as routes of one's own server, which nothing else here loads.
export * as MonitorPage from "./programs/web/MonitorPage.ts"
