/** What a context costs before anything is computed: memory of the cache, work of attention. */
package rhapsode.lab.plan;
