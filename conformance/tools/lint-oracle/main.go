// The lint oracle says what the validator of Argo 4.1.2 makes of manifests: for each document of each the answers to
// create, lint and submit, as `lintOracle` of a corpus has them.
//
// It needs Go and a checkout of Argo at that version, since no module of it is published; in that checkout:
//
//	go run /path/to/lint-oracle/main.go < requests > answers
//
// A request is a line of JSON, {"id": ..., "text": the manifest, "library": [manifests whose WorkflowTemplates are
// there]}; its answer is a line {"id": ..., "lintOracle": [...]}, an entry for each document between `---`.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	_ "time/tzdata"

	apierr "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/util/logging"
	"github.com/argoproj/argo-workflows/v4/workflow/common"
	"github.com/argoproj/argo-workflows/v4/workflow/templateresolution"
	"github.com/argoproj/argo-workflows/v4/workflow/validate"
)

type request struct {
	ID      string   `json:"id"`
	Text    string   `json:"text"`
	Library []string `json:"library"`
}

type answer struct {
	ID         string    `json:"id"`
	LintOracle []verdict `json:"lintOracle"`
}

// verdict has nil for what is valid. A document that is no object of Argo's has no kind.
type verdict struct {
	Kind       string  `json:"kind"`
	Name       string  `json:"name,omitempty"`
	ParseError string  `json:"parseError,omitempty"`
	Create     *string `json:"create"`
	Lint       *string `json:"lint"`
	Submit     *string `json:"submit,omitempty"`
}

// separator is the one with which Argo splits a file.
var separator = regexp.MustCompile(`\n---`)

// hasKind: a document without a kind is taken for a Workflow, as in the tests of Argo.
var hasKind = regexp.MustCompile(`(?m)^(["']?kind["']?:|\s*{)`)

func main() {
	ctx := logging.WithLogger(context.Background(), logging.NewSlogLogger(logging.Error, logging.JSON))
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<28)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var asked request
		if err := json.Unmarshal(in.Bytes(), &asked); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		if err := out.Encode(answer{asked.ID, verdicts(ctx, asked)}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
	if err := in.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func verdicts(ctx context.Context, asked request) []verdict {
	all := newShelf(ctx, append(asked.Library, asked.Text))
	found := []verdict{}
	for _, text := range separator.Split(asked.Text, -1) {
		if strings.TrimSpace(text) == "" {
			continue
		}
		parsed := common.ParseObjects(ctx, []byte(text), true)
		if !hasKind.MatchString(text) {
			parsed = common.ParseObjects(ctx, []byte("kind: Workflow\n"+text), true)
		}
		if len(parsed) != 1 || parsed[0].Object == nil {
			found = append(found, verdict{})
			continue
		}
		found = append(found, all.verdictOf(ctx, parsed[0]))
	}
	return found
}

func (s shelf) verdictOf(ctx context.Context, parsed common.ParseResult) verdict {
	kind := strings.TrimPrefix(fmt.Sprintf("%T", parsed.Object), "*v1alpha1.")
	if strings.Contains(kind, "ObjectMeta") {
		return verdict{}
	}
	said := verdict{Kind: kind, Name: parsed.Object.GetName()}
	if said.Name == "" {
		said.Name = parsed.Object.GetGenerateName()
	}
	if parsed.Err != nil {
		said.ParseError = parsed.Err.Error()
		return said
	}
	create, lint, submit := validate.Opts{}, validate.Opts{Lint: true}, validate.Opts{Submit: true}
	switch object := parsed.Object.(type) {
	case *wfv1.Workflow:
		ask := func(opts validate.Opts) *string {
			return guarded(func() error {
				return validate.Workflow(ctx, s.namespaced, s.cluster, object.DeepCopy(), nil, opts)
			})
		}
		said.Create, said.Lint, said.Submit = ask(create), ask(lint), ask(submit)
	case *wfv1.WorkflowTemplate:
		ask := func(opts validate.Opts) *string {
			return guarded(func() error {
				return validate.WorkflowTemplate(ctx, s.namespaced, s.cluster, object.DeepCopy(), nil, opts)
			})
		}
		said.Create, said.Lint = ask(create), ask(lint)
	case *wfv1.ClusterWorkflowTemplate:
		ask := func(opts validate.Opts) *string {
			return guarded(func() error {
				return validate.ClusterWorkflowTemplate(ctx, s.namespaced, s.cluster, object.DeepCopy(), nil, opts)
			})
		}
		said.Create, said.Lint = ask(create), ask(lint)
	case *wfv1.CronWorkflow:
		said.Create = guarded(func() error {
			return validate.CronWorkflow(ctx, s.namespaced, s.cluster, object.DeepCopy(), nil)
		})
		said.Lint = said.Create
	}
	return said
}

func guarded(ask func() error) (said *string) {
	defer func() {
		if fault := recover(); fault != nil {
			text := fmt.Sprintf("panic: %v", fault)
			said = &text
		}
	}()
	if err := ask(); err != nil {
		text := err.Error()
		return &text
	}
	return nil
}

// shelf has the WorkflowTemplates that are there, without regard to namespaces.
type shelf struct {
	namespaced namespacedShelf
	cluster    clusterShelf
}

type namespacedShelf map[string]*wfv1.WorkflowTemplate
type clusterShelf map[string]*wfv1.ClusterWorkflowTemplate

var _ templateresolution.WorkflowTemplateNamespacedGetter = namespacedShelf{}
var _ templateresolution.ClusterWorkflowTemplateGetter = clusterShelf{}

func newShelf(ctx context.Context, texts []string) shelf {
	made := shelf{namespacedShelf{}, clusterShelf{}}
	for _, text := range texts {
		for _, parsed := range common.ParseObjects(ctx, []byte(text), false) {
			switch object := parsed.Object.(type) {
			case *wfv1.WorkflowTemplate:
				made.namespaced[object.Name] = object
			case *wfv1.ClusterWorkflowTemplate:
				made.cluster[object.Name] = object
			}
		}
	}
	return made
}

// Get answers as the API server of Kubernetes does.
func (s namespacedShelf) Get(_ context.Context, name string) (*wfv1.WorkflowTemplate, error) {
	if found, ok := s[name]; ok {
		return found.DeepCopy(), nil
	}
	return nil, notFound("workflowtemplates", name)
}

func (s clusterShelf) Get(_ context.Context, name string) (*wfv1.ClusterWorkflowTemplate, error) {
	if found, ok := s[name]; ok {
		return found.DeepCopy(), nil
	}
	return nil, notFound("clusterworkflowtemplates", name)
}

func notFound(resource, name string) error {
	return apierr.NewNotFound(schema.GroupResource{Group: wfv1.SchemeGroupVersion.Group, Resource: resource}, name)
}
