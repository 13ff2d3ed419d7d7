/** A conversation in a terminal, or over pipes: what is read, what is shown, what is kept. */
package rhapsode.cli.chat;
