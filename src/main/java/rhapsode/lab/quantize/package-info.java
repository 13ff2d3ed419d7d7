/** Models in fewer bits: which type each tensor takes, and the writing of the file. */
package rhapsode.lab.quantize;
