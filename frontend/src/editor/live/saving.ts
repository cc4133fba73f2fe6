/**
 * Whether everything this browser wrote is durable on the server, by the server's own word.
 *
 * Two measures, both from *saved*: the clock of our client (insertions), and how many of the frames
 * sent on this connection are stored. The second exists because a deletion advances no clock.
 */
export class Saving {
  private sentFrames = 0;
  /** Up to which of the frames sent something waits for its *saved*. */
  private awaitedFrames = 0;
  private savedFrames = 0;
  private savedClock = 0;
  /** A server that counts no frames leaves the clock as the only measure. */
  private countsFrames = false;
  private isHeldBack = false;

  constructor(
    private readonly client: number,
    private readonly localClock: () => number,
  ) {}

  /** A new connection counts its frames from zero. */
  begin(): void {
    this.sentFrames = 0;
    this.awaitedFrames = 0;
    this.savedFrames = 0;
  }

  /** Something was written that no connection could carry. */
  holdBack(): void {
    this.isHeldBack = true;
  }

  /** A frame left. The answer to a server that lacks nothing is one too, and nothing to wait for. */
  sent(hasNews: boolean): void {
    this.sentFrames += 1;
    if (hasNews) this.awaitedFrames = this.sentFrames;
    this.isHeldBack = false;
  }

  saved(client: number, clock: number, frames: number | null): void {
    if (client === this.client) this.savedClock = Math.max(this.savedClock, clock);
    if (frames !== null) {
      this.countsFrames = true;
      this.savedFrames = Math.max(this.savedFrames, frames);
    }
  }

  get isPending(): boolean {
    if (this.isHeldBack) return true;
    if (this.countsFrames) return this.savedFrames < this.awaitedFrames;
    return this.localClock() > this.savedClock;
  }
}
