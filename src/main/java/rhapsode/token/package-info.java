/** Text to token ids and back, with the vocabulary that a GGUF file carries. */
package rhapsode.token;
