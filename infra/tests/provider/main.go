// A Terraform provider that knows its schema and nothing else: it stands in for Datadog and MongoDB Atlas, whose own
// cannot be had everywhere and whose services no test may call. Terraform checks a configuration against the schema as
// it would with the real one; what the service would answer is unknown in a plan and made up by an apply.
//
// Installed as terraform-provider-NAME_vVERSION it is NAME; the file that PROVIDER_SCHEMAS names has the schemas
// (infra/tests/provider_schemas.py says in which form).
package main

import (
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

func main() {
	name, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(os.Args[0]), "terraform-provider-"), "_v")
	schemas, err := readSchemas(os.Getenv("PROVIDER_SCHEMAS"), name)
	if err != nil {
		log.Fatal(err)
	}
	answers, err := readAnswers()
	if err != nil {
		log.Fatal(err)
	}
	serve := func() tfprotov6.ProviderServer { return &provider{schemas: schemas, answers: answers} }
	if err := tf6server.Serve(name, serve); err != nil {
		log.Fatal(err)
	}
}
