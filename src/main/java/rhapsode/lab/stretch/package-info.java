/** Sweeps: how far a model's memory goes, by which method, and whether that beats forgetting. */
package rhapsode.lab.stretch;
