/** A file of prompts to a file of answers: {@code rhapsode batch}. */
package rhapsode.cli.batch;
