/** Looks into models: how likely they find texts. */
package rhapsode.lab;
