package rhapsode.cli;

/** What the process tells its caller; part of the command line's contract, listed in the README. */
public final class ExitCode {
  /** The command did what it was asked to do. */
  public static final int OK = 0;

  /** Something the user can mend: a file, a name, a disk, a network. One sentence says what. */
  public static final int USER_ERROR = 1;

  /** The command line itself was wrong: an unknown command or option, a missing or bad value. */
  public static final int USAGE = 2;

  /** A mistake of ours (EX_SOFTWARE in sysexits.h); the stack trace is printed for the report. */
  public static final int BUG = 70;

  /** Whoever read standard output closed it, as {@code head} does: 128 + SIGPIPE, as in a shell. */
  public static final int PIPE_CLOSED = 141;

  private ExitCode() {}
}
