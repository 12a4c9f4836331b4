/** What went wrong, in words for the person who typed the command. */
export class CommandError extends Error {}
